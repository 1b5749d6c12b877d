using System.Collections;
using System.Management.Automation;
using FtcTools.CrossValidation;
using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Networks;
using FtcTools.Numerics;

namespace FtcTools.PowerShell;

[Cmdlet(
    VerbsLifecycle.Invoke,
    "FtcNetwork",
    DefaultParameterSetName = "Dataset")]
[OutputType(typeof(Evaluation), typeof(Touch))]
public sealed class InvokeFtcNetworkCommand : FtcCmdlet
{
    private ObjectColumns? _features;
    private ObjectColumns? _predictions;
    private Func<int, double[], double[]?, object[]>? _at;
    private int _sample;

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = "Dataset")]
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = "Sample")]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "InputObject")]
    [ValidateNotNull]
    public Network Network { get; set; } = null!;

    [Parameter(ParameterSetName = "Dataset")]
    public Dataset? Dataset { get; set; }

    [Parameter(Mandatory = true, Position = 1, ParameterSetName = "Sample")]
    [ValidateNotNullOrEmpty]
    public object[] Sample { get; set; } = null!;

    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = "InputObject")]
    [ValidateNotNull]
    public PSObject InputObject { get; set; } = null!;

    [Parameter(ParameterSetName = "InputObject")]
    [Alias("Features")]
    [ValidateNotNullOrEmpty]
    public string[]? Feature { get; set; }

    [Parameter(ParameterSetName = "InputObject")]
    [ValidateNotNullOrEmpty]
    public string[]? Prediction { get; set; }

    [Parameter]
    public Arithmetic Arithmetic { get; set; } = Arithmetic.Exact;

    [Parameter]
    public SwitchParameter Touched { get; set; }

    protected override object? Target => ParameterSetName == "InputObject" ? InputObject : Network;

    protected override void Begin()
    {
        if (Feature is not null) _features = new ObjectColumns(Feature);
        if (Prediction is not null) _predictions = new ObjectColumns(Prediction);
    }

    protected override void Process()
    {
        switch (ParameterSetName)
        {
            case "Dataset":
                Write(Dataset ?? Network.Dataset
                    ?? throw new FtcException(Codes.Argument,
                        "the network holds no samples, for it was read from a file: give -Dataset or -Sample."));
                break;
            case "InputObject" when InputObject.BaseObject is Dataset piped:
                Write(piped);
                break;
            case "Sample":
                var at = NewFunction();
                var samples = Samples().ToArray();
                for (var i = 0; i < samples.Length; i++) WriteObject(at(i + 1, samples[i], null), enumerateCollection: true);
                break;
            default:
                _at ??= NewFunction();
                _sample++;
                var x = _features?.Read(InputObject, _sample) ?? ObjectColumns.Numbers(InputObject, _sample);
                WriteObject(_at(_sample, x, _predictions?.Read(InputObject, _sample)), enumerateCollection: true);
                break;
        }
    }

    private void Write(Dataset dataset) => Run<object[]>("Evaluating", (work, emit) => Evaluate(dataset, work, emit),
        rows => WriteObject(rows, enumerateCollection: true));

    // Numbers in a row are one sample, or one sample each where a sample is one number.
    private IEnumerable<double[]> Samples() =>
        Sample.Any(entry => (entry is PSObject wrapped ? wrapped.BaseObject : entry) is IEnumerable and not string) || Network.Inputs == 1
            ? Sample.Select((entry, i) => ObjectColumns.Numbers(entry, i + 1))
            : [ObjectColumns.Numbers(Sample, 1)];

    // What is written of one sample: its outputs, or what the patch does there.
    private Func<int, double[], double[]?, object[]> NewFunction()
    {
        if (Touched)
        {
            var touches = new TouchMeter(Network, Network.Dataset, Shipping);
            return (sample, features, _) => [touches.At(sample, features)];
        }
        var evaluator = new Evaluator(Network, Arithmetic);
        return (sample, features, predictions) => evaluator.At(sample, features, predictions);
    }

    // Whether a patch acts is asked of what ships, where nobody says otherwise.
    private Arithmetic Shipping =>
        MyInvocation.BoundParameters.ContainsKey(nameof(Arithmetic)) ? Arithmetic : Network.Origin.Precision ?? Arithmetic.Float64;

    private void Evaluate(Dataset dataset, WorkContext work, Action<object[]> emit)
    {
        var touches = Touched ? new TouchMeter(Network, Network.Dataset ?? Dataset, Shipping, work.Stop) : null;
        var evaluator = new Evaluator(Network, Arithmetic);
        for (var i = 0; i < dataset.K; i++)
        {
            work.Stop.ThrowIfCancellationRequested();
            emit(touches is null ? evaluator.At(dataset, i) : [touches.At(i + 1, dataset.Row(i))]);
            ((IProgress<double>)work).Report((i + 1.0) / dataset.K);
        }
    }
}
