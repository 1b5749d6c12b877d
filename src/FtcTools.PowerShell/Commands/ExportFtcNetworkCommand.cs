using System.Management.Automation;
using FtcTools.Constructions;
using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Networks;
using FtcTools.Numerics;
using FtcTools.Patching;
using FtcTools.Shipping;
using FtcTools.Shipping.CSharp;
using Proof = FtcTools.Shipping.Certificates.Certificate;

namespace FtcTools.PowerShell;

[Cmdlet(
    VerbsData.Export,
    "FtcNetwork",
    SupportsShouldProcess = true)]
[OutputType(typeof(Network))]
public sealed class ExportFtcNetworkCommand : FtcCmdlet
{
    // Parameters that mean something to some formats only.
    private static readonly Dictionary<string, NetworkFormat[]> s_formats = new()
    {
        [nameof(Precision)] = [NetworkFormat.CSharp, NetworkFormat.Onnx],
        [nameof(Tolerance)] = [NetworkFormat.CSharp, NetworkFormat.Onnx],
        [nameof(Untouched)] = [NetworkFormat.CSharp, NetworkFormat.Onnx],
        [nameof(Unproven)] = [NetworkFormat.CSharp, NetworkFormat.Onnx],
        [nameof(Pretrained)] = [NetworkFormat.Onnx],
        [nameof(TouchedOutput)] = [NetworkFormat.Onnx],
        [nameof(Namespace)] = [NetworkFormat.CSharp],
        [nameof(ClassName)] = [NetworkFormat.CSharp],
        [nameof(Public)] = [NetworkFormat.CSharp],
    };

    private readonly HashSet<string> _written = [];

    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNull]
    public Network Network { get; set; } = null!;

    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = null!;

    [Parameter]
    public Dataset? Dataset { get; set; }

    [Parameter]
    public Arithmetic? Precision { get; set; }

    [Parameter]
    public double? Tolerance { get; set; }

    [Parameter]
    public Untouched Untouched { get; set; } = Untouched.Exact;

    [Parameter]
    public SwitchParameter Unproven { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Certificate { get; set; }

    [Parameter]
    [ValidateNotNull]
    public ModelArgument? Pretrained { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? TouchedOutput { get; set; }

    [Parameter]
    public string? Namespace { get; set; }

    [Parameter]
    public string? ClassName { get; set; }

    [Parameter]
    public SwitchParameter Public { get; set; }

    [Parameter]
    public SwitchParameter NoClobber { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override object? Target => Path;

    protected override void Process()
    {
        var file = this.ResolveTarget(Path);
        var format = NetworkFormats.Of(file, Enum.GetValues<NetworkFormat>());
        foreach (var (parameter, formats) in s_formats)
        {
            // What is certified of the model itself, or holds on a region, does not depend on the network's format.
            if (parameter == nameof(Pretrained) && (Certificate is not null || Network.Regions.Count > 0)) continue;
            if (MyInvocation.BoundParameters.ContainsKey(parameter) && !formats.Contains(format))
                throw new FtcException(Codes.Argument,
                    $"-{parameter} means nothing to '{file}': it is for {string.Join(" and ", formats.Select(NetworkFormats.EndingOf))} files.", file);
        }
        if (TouchedOutput is not null && Pretrained is null)
            throw new FtcException(Codes.Argument,
                "-TouchedOutput is a further output of the model that is patched: give it with -Pretrained.", file);
        if (_written.Contains(file))
            throw Paths.NotWritten(file, "the network before this one was written there; give each network a file of its own");
        Paths.MustBeFree(file, NoClobber, Force);
        var certificate = Certificate is null ? null : this.ResolveTarget(Certificate);
        if (certificate is not null && (certificate == file || _written.Contains(certificate)))
            throw Paths.NotWritten(file,
                $"the certificate '{certificate}' is another network's, or the network itself; it needs a file of its own");
        if (certificate is not null) Paths.MustBeFree(certificate, NoClobber, Force);
        if (ShouldProcess(file, "Write network"))
        {
            var point = Pretrained is null ? null
                : PatchPoint.Of(Pretrained.Read(this), (Dataset ?? Network.Dataset)?.FeatureTensor?.Name ?? Network.Origin.At);
            var shipment = Run($"Writing {file}", work => Write(format, file, point, certificate, work));
            WriteVerbose(shipment switch
            {
                null => $"{file}: exact weights as they are; a file of this format is not proven on the way out.",
                { Report: { } report } => $"{file}: {VerboseText.Verdict(report)}",
                { Regions: [_, ..] regions } => $"{file}: {string.Join(' ', regions.Select(VerboseText.Of))}",
                _ => $"{file}: not proven, as -Unproven asks.",
            });
            _written.Add(file);
            if (certificate is not null) _written.Add(certificate);
        }
        if (PassThru) WriteObject(Network);
    }

    // What was proven on the way out; null for a format that keeps the exact network.
    private Shipment? Write(NetworkFormat format, string file, PatchPoint? point, string? certificate, WorkContext work)
    {
        // From its input on, a model that can be bounded is proven with the network.
        var model = point?.FromInput;
        switch (format)
        {
            case NetworkFormat.CSharp:
                var source = Ship();
                CSharpFile.Write(file, source, new CSharpOptions
                {
                    ClassName = ClassName,
                    DefaultName = System.IO.Path.GetFileNameWithoutExtension(file),
                    Namespace = Namespace,
                    Public = Public,
                });
                return source;
            case NetworkFormat.Onnx when point is not null:
                return PatchedModel.Write(file, point, Network, Terms with { Precision = Precision ?? PatchedModel.PrecisionOf(point) },
                    Dataset, Certify, work, work.Stop);
            case NetworkFormat.Onnx:
                var graph = Ship();
                OnnxExport.Write(file, graph);
                return graph;
            default:
                if (certificate is not null) Proof.Write(certificate, Network, Dataset, null, model, work, work.Stop);
                NetworkFile.Write(file, Network);
                return null;
        }

        Shipment Ship()
        {
            var terms = Terms;
            var shipment = Shipment.Of(Network, terms, Dataset, Network.Regions.Count > 0 ? model : null, work, work.Stop);
            if (certificate is not null && model is not null) Proof.Write(certificate, Network, Dataset, terms, model, work, work.Stop);
            else Certify(shipment);
            return shipment;
        }

        void Certify(Shipment shipment)
        {
            if (certificate is not null) Proof.Write(certificate, shipment, work, work.Stop);
        }
    }

    // If no other is asked for, a model is patched in its own arithmetic, and g alone ships in the one for which it was built.
    private ShippingTerms Terms => new()
    {
        Precision = Precision ?? (Network.Origin.Precision is { } built and not Arithmetic.Exact ? built : Arithmetic.Float64),
        Tolerance = Tolerance,
        Untouched = Untouched,
        Unproven = Unproven,
        TouchedOutput = TouchedOutput,
    };
}
