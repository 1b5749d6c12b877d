using FtcTools.Networks;

namespace FtcTools.Experiments.Sweeps;

/// <summary>Trains a side network and writes it; a frozen model that several cells have in common is trained once.</summary>
internal sealed class Train : ICellWork
{
    private readonly PretrainedModels _models = new();

    public CellResult Run(Cell cell, CellContext context)
    {
        var (record, network) = TrainingCell.Run(cell, context.Data().Dataset, _models, context.Say, context.Cancellation);
        var file = context.Folder is null || network is null ? null : Path.Combine(context.Folder, "networks", cell.Name + ".json");
        if (file is not null) NetworkFile.Write(file, network!);
        return context.Start(cell) with
        {
            Network = network,
            Origin = network?.Origin,
            Training = record,
            Diagnostics = TrainingCell.Complaint(cell, record) is { } complaint ? [complaint] : [],
            BuildSeconds = record.Seconds,
            NetworkFile = file,
        };
    }
}
