using System.Management.Automation;
using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Patching;

namespace FtcTools.PowerShell;

[Cmdlet(
    VerbsData.Import,
    "FtcDataset",
    DefaultParameterSetName = "Path")]
[OutputType(typeof(Dataset))]
public sealed class ImportFtcDatasetCommand : ReadingCmdlet
{
    [Parameter]
    [Alias("Feature")]
    [ArgumentCompleter(typeof(ColumnCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Features { get; set; } = [];

    [Parameter]
    [ArgumentCompleter(typeof(ColumnCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Label { get; set; } = [];

    [Parameter]
    [ArgumentCompleter(typeof(ColumnCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Prediction { get; set; } = [];

    [Parameter]
    [ValidateNotNull]
    public ModelArgument? Pretrained { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? At { get; set; }

    [Parameter]
    [ArgumentCompleter(typeof(ColumnCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Residual { get; set; } = [];

    [Parameter]
    public SwitchParameter Classification { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] Classes { get; set; } = [];

    [Parameter]
    public double? Margin { get; set; }

    [Parameter]
    public Conflict Conflict { get; set; }

    [Parameter]
    [Bytes]
    public long? MemoryLimit { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ColumnCompleter))]
    public string? Image { get; set; }

    [Parameter]
    [ValidateCount(2, 2)]
    public int[]? ImageSize { get; set; }

    [Parameter]
    public int ImageChannels { get; set; } = 3;

    [Parameter]
    public ImageLayout ImageLayout { get; set; }

    [Parameter]
    public double ImageScale { get; set; } = 1;

    [Parameter]
    [ValidateNotNullOrEmpty]
    public double[] ImageMean { get; set; } = [];

    [Parameter]
    [ValidateNotNullOrEmpty]
    public double[] ImageDeviation { get; set; } = [];

    private readonly List<string> _files = [];

    // Within a memory limit all files make one dataset.
    protected override bool OneResult => MemoryLimit is not null;

    protected override void Read(string file)
    {
        if (MemoryLimit is not null) _files.Add(file);
        else Write(Run($"Reading {file}", Reading(file)));
    }

    protected override void End()
    {
        if (MemoryLimit is not { } limit || _files.Count == 0) return;
        var columns = Columns(_files[0]);
        Write(Run($"Reading {_files.Count} file(s)", work => DataFile.ReadWithin(_files, columns, limit, work, work.Stop)));
    }

    private Func<WorkContext, Dataset> Reading(string file)
    {
        var columns = Columns(file);
        return work => DataFile.Read(file, columns, work, work.Stop);
    }

    private DataColumns Columns(string file)
    {
        if (At is not null && Pretrained is null)
            throw new FtcException(Codes.Argument, "-At names a tensor of a model; give the model with -Pretrained.", file);
        var point = Pretrained is null ? null : PatchPoint.Of(Pretrained.Read(this), At);
        if (point is not null)
            WriteVerbose($"{point.Model.Name}: '{point.Tensor}' is read, for {point.Reason}; what decides is {point.Model.Decision}.");
        return new DataColumns
        {
            Features = Features,
            Label = Label,
            Prediction = Prediction,
            Point = point,
            Residual = Residual,
            Classification = Classification,
            Classes = Classes,
            Margin = Margin,
            Conflict = Conflict,
            Folder = this.ResolveTarget("."),
            Image = Image is null ? null : new ImageOptions
            {
                Column = Image,
                Width = ImageSize?[0],
                Height = ImageSize?[1],
                Channels = ImageChannels,
                Layout = ImageLayout,
                Scale = ImageScale,
                Mean = ImageMean,
                Deviation = ImageDeviation,
            },
        };
    }

    private void Write(Dataset data)
    {
        WriteVerbose(VerboseText.Of(data));
        if (data.OnDisk) WriteVerbose($"{data.Name}: the samples stay on disk, and are looked at in passes.");
        foreach (var line in VerboseText.Noise(data)) WriteVerbose(line);
        if (data.Dropped > 0)
            WriteWarning($"{data.Name}: {data.Dropped} sample(s) are left out, for they contradict others with the same features; {data.K} stay.");
        if (Residual.Length == 0 && data.Classes is null && data.ClassNames is null && data.N > data.K / 2)
        {
            WriteWarning($"{data.Name}: label and prediction differ on {data.N} of {data.K} samples, and each is to be edited. "
                + "Where a small difference is no mistake, give what is to be added, 0 where nothing is, with -Residual.");
        }
        var alike = data.ClassNames?.GroupBy(name => name.Trim(), StringComparer.OrdinalIgnoreCase);
        if (alike?.FirstOrDefault(same => same.Count() > 1) is { } twice)
            WriteWarning($"{data.Name}: the classes '{string.Join("' and '", twice)}' differ in case or blanks alone; each is a class of its own.");
        WriteObject(data);
    }
}
