# A run on several machines: the engines' examples, and what only .ci/run tests, with a Slurm of its own and
# packages for Kubernetes.
scale_tests = tests/scale/kubernetes.sh tests/scale/slurm.sh
EXTRA_DIST += $(scale_tests) tests/scale/check-manifests tests/scale/cluster \
	examples/kubernetes/join.yaml examples/kubernetes/probe.yaml \
	examples/parallel/download examples/parallel/probe \
	examples/slurm/compare.sbatch examples/slurm/download.sbatch examples/slurm/join.sbatch \
	examples/slurm/merge.sbatch examples/slurm/probe.sbatch
