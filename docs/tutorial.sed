# A page of mandoc -T html -O fragment as Markdown with HTML in it: headings are Markdown's, for the list
# of contents, and what stands around the page is left out.
/<table class="head">/,/<\/table>/d
/<table class="foot">/,/<\/table>/d
:join
/<h[12] [^>]*>/ {
  /<\/h[12]>/! {
    N
    s/\n */ /
    b join
  }
}
s|</*section[^>]*>||
s|</*div[^>]*>||
s|<h1 [^>]*><a [^>]*>\(.*\)</a></h1>|\n## \1\n|
s|<h2 [^>]*><a [^>]*>\(.*\)</a></h2>|\n### \1\n|
