return FtcTools.Experiments.Slurm.SlurmTask.Run(args);
