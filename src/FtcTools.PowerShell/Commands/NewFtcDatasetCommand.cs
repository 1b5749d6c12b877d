using System.Management.Automation;
using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Numerics;

namespace FtcTools.PowerShell;

[Cmdlet(
    VerbsCommon.New,
    "FtcDataset",
    DefaultParameterSetName = "Line")]
[OutputType(typeof(Dataset))]
public sealed class NewFtcDatasetCommand : FtcCmdlet
{
    private ObjectColumns _features = null!;
    private ObjectColumns _labels = null!;
    private ObjectColumns _predictions = null!;
    private ObjectColumns _residuals = null!;
    private DatasetBuilder? _builder;

    [Parameter(Mandatory = true, ParameterSetName = "Line")]
    [Parameter(Mandatory = true, ParameterSetName = "RandomLine")]
    public SwitchParameter Line { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "Gaussian")]
    public SwitchParameter Gaussian { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "HardInstance")]
    public SwitchParameter HardInstance { get; set; }

    [Parameter(ParameterSetName = "HardInstance")]
    public HardKind Kind { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "Line")]
    [AllowEmptyCollection]
    public int[] T { get; set; } = null!;

    [Parameter(Mandatory = true, ParameterSetName = "RandomLine")]
    [Parameter(Mandatory = true, ParameterSetName = "Gaussian")]
    [Parameter(Mandatory = true, ParameterSetName = "HardInstance")]
    public int N { get; set; }

    [Parameter(ParameterSetName = "Line")]
    [Parameter(Mandatory = true, ParameterSetName = "RandomLine")]
    [Parameter(Mandatory = true, ParameterSetName = "Gaussian")]
    [Parameter(Mandatory = true, ParameterSetName = "HardInstance")]
    public int? K { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "Gaussian")]
    public int Dimension { get; set; }

    [Parameter(ParameterSetName = "RandomLine")]
    [Parameter(ParameterSetName = "Gaussian")]
    public int Seed { get; set; } = 1;

    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = "Prediction")]
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = "Residual")]
    [ValidateNotNull]
    public PSObject InputObject { get; set; } = null!;

    [Parameter(Mandatory = true, ParameterSetName = "Prediction")]
    [Parameter(Mandatory = true, ParameterSetName = "Residual")]
    [Alias("Features")]
    [ValidateNotNullOrEmpty]
    public string[] Feature { get; set; } = null!;

    [Parameter(Mandatory = true, ParameterSetName = "Prediction")]
    [ValidateNotNullOrEmpty]
    public string[] Label { get; set; } = null!;

    [Parameter(ParameterSetName = "Prediction")]
    [ValidateNotNullOrEmpty]
    public string[] Prediction { get; set; } = null!;

    [Parameter(Mandatory = true, ParameterSetName = "Residual")]
    [ValidateNotNullOrEmpty]
    public string[] Residual { get; set; } = null!;

    protected override bool OneResult => true;

    protected override object? Target => InputObject;

    protected override void Begin()
    {
        if (ParameterSetName == "Prediction" && Prediction is null)
            throw new FtcException(Codes.Argument,
                "labels stand beside the model's answers: name those with -Prediction, or give -Residual instead of both.");
        _features = new ObjectColumns(Feature ?? []);
        _labels = new ObjectColumns(Label ?? []);
        _predictions = new ObjectColumns(Prediction ?? []);
        _residuals = new ObjectColumns(Residual ?? []);
    }

    protected override void Process()
    {
        if (ParameterSetName is not ("Prediction" or "Residual")) return;
        var sample = (_builder?.Count ?? 0) + 1;
        var x = _features.Read(InputObject, sample);
        if (ParameterSetName == "Residual")
        {
            var z = Array.ConvertAll(_residuals.Read(InputObject, sample), Rational.Of);
            _builder ??= new DatasetBuilder(x.Length, z.Length);
            _builder.Add(x, z);
        }
        else
        {
            var (y, f) = (_labels.Read(InputObject, sample), _predictions.Read(InputObject, sample));
            if (y.Length != f.Length)
                throw new FtcException(Codes.Argument,
                    $"{y.Length} label(s) and {f.Length} prediction(s) are named; each output has one of either.");
            _builder ??= new DatasetBuilder(x.Length, y.Length);
            _builder.Add(x, y, f);
        }
    }

    protected override void End()
    {
        var data = Run("Making a dataset", _ => ParameterSetName switch
        {
            "Line" => SyntheticData.Line(T, K),
            "RandomLine" => SyntheticData.RandomLine(N, K!.Value, Seed),
            "HardInstance" => SyntheticData.Hard(N, K!.Value, Kind),
            "Gaussian" => SyntheticData.Gaussian(N, K!.Value, Dimension, Seed),
            _ => (_builder ?? throw new FtcException(Codes.TooFewSamples,
                "no object came down the pipeline; every theorem asks for K >= 3 samples.")).Build("pipeline"),
        });
        WriteVerbose(VerboseText.Of(data));
        WriteObject(data);
    }
}
