using FtcTools.Diagnostics;
using FtcTools.Experiments;
using FtcTools.Numerics;
using FtcTools.Shipping.CSharp;
using Microsoft.Build.Framework;

namespace FtcTools.MSBuild;

/// <summary>Writes the C# classes of patches whose inputs have changed since they were last proven.</summary>
public sealed class WritePatches : FtcTask
{
    /// <summary>
    /// Experiment files of one network each. Metadata: OutputFile, StateFile (what is remembered from one build to the next), Namespace, ClassName
    /// and Public.
    /// </summary>
    [Required]
    public ITaskItem[] Patches { get; set; } = [];

    /// <summary>The namespace of patches that name none; what is no namespace in C# is made into one.</summary>
    public string DefaultNamespace { get; set; } = "";

    private readonly Dictionary<string, string> _classes = [];

    protected override void Run(CancellationToken cancellation)
    {
        foreach (var item in Patches)
        {
            cancellation.ThrowIfCancellationRequested();
            var file = item.GetMetadata("FullPath");
            try
            {
                Write(item, file, cancellation);
            }
            catch (FtcException e)
            {
                Report(e, file);
            }
        }
    }

    private void Write(ITaskItem item, string file, CancellationToken cancellation)
    {
        var (output, stateFile) = (Path.GetFullPath(item.GetMetadata("OutputFile")), Path.GetFullPath(item.GetMetadata("StateFile")));
        var options = new CSharpOptions
        {
            ClassName = Given("ClassName"),
            Namespace = Given("Namespace"),
            DefaultNamespace = DefaultNamespace,
            Public = Given("Public") is { } text && (bool.TryParse(text, out var truth) ? truth : throw new FtcException(Codes.Argument, $"Public is '{text}'; valid are true and false.", file)),
        };
        var settings = $"{options} {output}";
        if (RunState.Load(stateFile) is { } last && last.IsCurrent(settings))
        {
            if (!_classes.TryAdd(last.Name, file)) throw Duplicate(last.Name, Experiment.Load(file));
            Log.LogMessage(MessageImportance.Normal, "FtcTools: {0} is up to date.", file);
            return;
        }
        var experiment = Experiment.Load(file);
        options = options with { DefaultName = experiment.Name };
        var name = CSharpFile.NameOf(options);
        if (!_classes.TryAdd(name, file)) throw Duplicate(name, experiment);
        // What is read is noted before it is read: a change meanwhile counts as one after it.
        var state = RunState.Start(experiment, name, settings);
        var shipment = Patch.Build(experiment, cancellation);
        CSharpFile.Write(output, shipment, options);
        (state with { Succeeded = true, Outputs = [output] }).Save(stateFile);
        var report = shipment.Report!;
        var around = report is { Radius: > 0 and var radius, Norm: { } norm } ? $", and for every input within {Text.Of(radius)} of each in the norm {norm}" : "";
        if (report is { ArgmaxRadius: > 0 and var whole } && shipment.Model is { } model) around += $"; the class itself, with '{Path.GetFileName(model.File)}', within {Text.Of(whole)}";
        Log.LogMessage(MessageImportance.High, "  {0}: {1} neurons correct {2} of {3} samples, proven in {4}{5}", name, shipment.Network.Neurons, report.N, report.K, report.Arithmetic, around);

        string? Given(string metadata) => item.GetMetadata(metadata) is { Length: > 0 } value ? value : null;

        FtcException Duplicate(string name, Experiment experiment) =>
            experiment.FailName(Codes.DuplicateClass, $"'{_classes[name]}' is the class {name} too; each patch of a project needs a name of its own (ClassName or Namespace).");
    }
}
