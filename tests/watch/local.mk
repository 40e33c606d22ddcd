if HAVE_WATCH
unit_tests +=
endif
