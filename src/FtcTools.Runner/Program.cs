return FtcTools.Experiments.Sweeps.SlurmTask.Run(args);
