using System.Management.Automation;
using FtcTools.Data;
using FtcTools.Onnx;

namespace FtcTools.PowerShell;

[Cmdlet(
    VerbsData.Import,
    "FtcDataset",
    DefaultParameterSetName = "Path")]
[OutputType(typeof(Dataset))]
public sealed class ImportFtcDatasetCommand : ReadingCmdlet
{
    [Parameter(Mandatory = true)]
    [Alias("Feature")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ColumnCompleter))]
    public string[] Features { get; set; } = null!;

    [Parameter]
    [ArgumentCompleter(typeof(ColumnCompleter))]
    public string[] Label { get; set; } = [];

    [Parameter]
    [ArgumentCompleter(typeof(ColumnCompleter))]
    public string[] Prediction { get; set; } = [];

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Pretrained { get; set; }

    [Parameter]
    [ArgumentCompleter(typeof(ColumnCompleter))]
    public string[] Residual { get; set; } = [];

    [Parameter]
    public SwitchParameter Classification { get; set; }

    [Parameter]
    public double? Margin { get; set; }

    protected override void Read(string file)
    {
        var columns = new CsvColumns
        {
            Features = Features,
            Label = Label,
            Prediction = Prediction,
            Pretrained = Pretrained is null ? null : FrozenModel.Read(this.ResolveTarget(Pretrained)),
            Residual = Residual,
            Classification = Classification,
            Margin = Margin,
        };
        var data = Run($"Reading {file}", work => CsvFile.Read(file, columns, work, work.Stop));
        WriteVerbose(Telling.Of(data));
        if (Residual.Length == 0 && data.Classes is null && data.N > data.K / 2)
        {
            WriteWarning($"{data.Name}: label and prediction differ on {data.N} of {data.K} samples, and each is to be edited. "
                + "Where a small difference is no mistake, give what is to be added, 0 where nothing is, with -Residual.");
        }
        WriteObject(data);
    }
}
