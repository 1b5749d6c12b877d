using FtcTools.Constructions;
using FtcTools.Data;
using FtcTools.Numerics;

namespace FtcTools.Experiments.Schema;

/// <summary>
/// The table of the keys of `*.ftc.yaml`, section by section in the order in which they are shown. What reads it is
/// <see cref="ExperimentSchema"/>.
/// </summary>
internal static class ExperimentKeys
{
    private static readonly ValueKind.Integer s_positive = new(1);
    private static readonly ValueKind.Integer s_count = new(0);
    private static readonly ValueKind.Integer s_samples = new(3);
    private static readonly ValueKind.Words s_columns = new("a column's name or a range such as x0..x63");
    private static readonly ValueKind.Words s_path = new("the path of a file");
    private static readonly ValueKind.Words s_model = new("the path of an ONNX file");
    private static readonly ValueKind.Form s_onnxName = new(
        "a name of letters a-z, digits, '.', '_' and '-' that ends in .onnx: it stands in the folder of the results",
        "^[A-Za-z0-9][A-Za-z0-9._-]{0,90}\\.onnx$");
    private static readonly ValueKind.Form s_imageSize = new(
        "height x width such as 28x28, 3x32x32 for an image of three colours, or none",
        "^(none|([13]x)?[1-9][0-9]{0,3}x[1-9][0-9]{0,3})$");
    private static readonly ValueKind.Choice s_arithmetics = new("exact", "float64", "float32");

    public static IReadOnlyList<SchemaKey> All { get; } =
        [.. Whole, .. Samples, .. Rules, .. Network, .. Training, .. Test, .. Run, .. Report];

    private static string[] Methods => [.. Catalogue.All.Select(construction => construction.Name)];

    // The keys of the experiment as a whole.
    private static IEnumerable<SchemaKey> Whole =>
    [
        new("experiment", new ValueKind.FolderName(), Shape.One, "The experiment's name, and the folder of its results."),
        new("export", s_onnxName, Shape.One,
            "A file in the folder of the results: the `pretrained` model with the patch in its graph, proven in the model's own arithmetic and run by ONNX Runtime beside the model. The experiment is then one network, zero to the last bit at samples that are not edited unless it says otherwise."),
        new("extends", new ValueKind.Words("the path of another experiment file"), Shape.One,
            "Another file whose keys hold wherever this file does not state them; relative to this file."),
        new("pretrained", s_model, Shape.One,
            "The frozen model that regions are about, where there is no `dataset` beside them; else `dataset.pretrained`. Relative to this file."),
        new("inputs", new ValueKind.Words("a name"), Shape.Sequence,
            "Names of the inputs of `pretrained`, in its order, for regions: beside samples those of the feature columns hold.",
            Default: "x0, x1, ..."),
        new("classes", new ValueKind.Words("the name of a class"), Shape.Sequence,
            "Words for the classes of `pretrained`, in the order of its outputs, for regions: beside samples it is `dataset.classes`.",
            Default: "their numbers from 0"),
        new("domain.low", new ValueKind.End(), Shape.Sequence,
            "The lower end of each input for which rules are proven, where a region leaves it open.", Default: "the least of the samples"),
        new("domain.high", new ValueKind.End(), Shape.Sequence,
            "The upper end of each input for which rules are proven, where a region leaves it open.",
            Default: "the largest of the samples"),
    ];

    // The keys of `dataset`: where the samples come from.
    private static IEnumerable<SchemaKey> Samples =>
    [
        new("dataset.csv", s_path, Shape.Grid, "A CSV file with a header, or one that is packed (.csv.gz); relative to this file."),
        new("dataset.parquet", s_path, Shape.Grid, "A Parquet file; relative to this file."),
        new("dataset.npy", s_path, Shape.Grid, "An array of NumPy's whose rows are samples; relative to this file."),
        new("dataset.npz", s_path, Shape.Grid, "Arrays of NumPy's whose rows are samples, by name; relative to this file."),
        new("dataset.idx", s_path, Shape.Grid, "A file of MNIST's format, or one that is packed (.gz); relative to this file."),
        new("dataset.features", s_columns, Shape.List, "The feature columns.", Default: "all columns that are not named elsewhere"),
        new("dataset.label", s_columns, Shape.List,
            "The column of right answers, numbers or words, or the path of another data file, relative to this file; several outputs: a list."),
        new("dataset.prediction", s_columns, Shape.List,
            "The column of the frozen model's answers, or the path of another data file; several outputs: a list."),
        new("dataset.pretrained", s_model, Shape.One,
            "The frozen model itself, any that ONNX Runtime runs, instead of its answers; relative to this file. Of several inputs, or one of words, each takes the column of its name. With a classification, the class itself is certified within the radius of every edited sample, the model's outputs there included."),
        new("dataset.at", new ValueKind.Words("the name of a tensor"), Shape.One,
            "The tensor of the `pretrained` model whose values are the features. Edits then hold within a radius that covers how far it moves between settings of the runtime, unless one is stated.",
            Default: "the model's input where it is one of numbers, and otherwise the last vector in front of its deciding layer"),
        new("dataset.residual", s_columns, Shape.List, "The column of label - prediction, instead of both."),
        new("dataset.classification", new ValueKind.Flag(), Shape.One,
            "Whether the label is the class whose output must be the largest: its number from 0, or a word.", Default: "false"),
        new("dataset.classes", new ValueKind.Words("the name of a class"), Shape.Sequence,
            "The words for classes, in the order of the model's outputs.",
            Default: "the names of the prediction columns where these are the labels, and otherwise the words of the labels, sorted"),
        new("dataset.margin", new ValueKind.Number(), Shape.Grid,
            "For a classification: the least lead that an edit gives to the right output.",
            Default: "the median lead of the model's right answers"),
        new("dataset.conflict", new ValueKind.Choice("stop", "drop", "majority"), Shape.One,
            "What is done about samples with the same features and different residuals: an error lists them, all are left out, or all but those that agree with the most.",
            Default: "stop"),
        new("dataset.memoryLimit", new ValueKind.Memory(), Shape.One,
            "What the process may take, such as 1GB: samples of a Parquet, NPY or CSV file for which there is no room stay on disk, and are looked at in passes.",
            Default: "no limit: all samples are in memory"),
        new("dataset.image.column", s_columns, Shape.One, "The column of paths, relative to the data file."),
        new("dataset.image.width", s_positive, Shape.One,
            "The pixels of a row: every picture is brought to this width.", Default: "those of the first picture, which all must have"),
        new("dataset.image.height", s_positive, Shape.One, "The pixels of a column; stated together with width."),
        new("dataset.image.channels", new ValueKind.Integer(1, 3), Shape.One,
            "3 for red, green and blue, 1 for grey levels.", Default: "3"),
        new("dataset.image.layout", new ValueKind.Choice("nchw", "nhwc"), Shape.One,
            "Channel by channel, or pixel by pixel.", Default: "nchw"),
        new("dataset.image.scale", new ValueKind.Number(), Shape.One, "What a level of 0 to 255 is multiplied by.", Default: "1"),
        new("dataset.image.mean", new ValueKind.Number(), Shape.Sequence,
            "What is then subtracted, once or for each channel.", Default: "0"),
        new("dataset.image.deviation", new ValueKind.Number(), Shape.Sequence,
            "What the difference is divided by, once or for each channel.", Default: "1"),
        new("dataset.line.T", s_positive, Shape.List, "The samples to edit, numbered from 1."),
        new("dataset.line.K", s_samples, Shape.Grid,
            "The number of samples.", Default: "the smallest power of two that is at least max(T) + 2"),
        new("dataset.line.N", s_count, Shape.Grid, "How many samples to edit, chosen at random, instead of T."),
        new("dataset.line.seed", s_count, Shape.Grid, "The seed of the random choice.", Default: "1"),
        new("dataset.gaussian.K", s_samples, Shape.Grid, "The number of samples."),
        new("dataset.gaussian.N", s_count, Shape.Grid, "How many samples to edit."),
        new("dataset.gaussian.dimension", s_positive, Shape.Grid, "The number of features."),
        new("dataset.gaussian.seed", s_count, Shape.Grid, "The seed of the samples and of the choice among them.", Default: "1"),
        new("dataset.relabelled.K", s_samples, Shape.Grid, "The number of samples."),
        new("dataset.relabelled.N", s_count, Shape.Grid, "How many labels are drawn anew."),
        new("dataset.relabelled.dimension", s_positive, Shape.Grid, "The number of features."),
        new("dataset.relabelled.seed", s_count, Shape.Grid,
            "The seed of samples, labels and the choice among them; N alone changes no sample and no old label.", Default: "1"),
        new("dataset.hard.K", s_samples, Shape.Grid, "The number of samples."),
        new("dataset.hard.N", s_positive, Shape.Grid, "How many samples are edited."),
        new("dataset.hard.kind", new ValueKind.Choice([.. Enum.GetNames<HardKind>().Select(name => name.ToLowerInvariant())]), Shape.Grid,
            "Which hard instance: alternating for every N and K; signed, against 3 layers; the paper's.", Default: "alternating"),
    ];

    // The keys of an item of `regions`, a rule that a model must keep.
    private static IEnumerable<SchemaKey> Rules =>
    [
        new("regions.name", new ValueKind.Words("a name for reports and messages"), Shape.One,
            "The name of the rule, for reports and messages.", Default: "region and its number"),
        new("regions.low", new ValueKind.End(), Shape.Sequence, "The lower end of each input, in the model's order.", Default: "all open"),
        new("regions.high", new ValueKind.End(), Shape.Sequence, "The upper end of each input.", Default: "all open"),
        new("regions.inside", new ValueKind.Words("a linear inequality of the inputs, such as income <= 12000 or x0 + 2 x1 > 3"), Shape.List,
            "Linear inequalities of the inputs that hold in the region, beside its box: of inputs by name, or x0, x1, ... One of a single input is an end of the box, border included. Ends that are left open are those of `domain` or of the dataset."),
        new("regions.class", new ValueKind.Words("a class: its number from 0, or its word in the data"), Shape.One,
            "What must be answered there."),
        new("regions.require", new ValueKind.Words("a linear inequality of the outputs, such as y1 - y0 > 0 or y2 <= 5"), Shape.List,
            "Instead of a class: inequalities of the outputs y0, y1, ..., all of which must hold; of those joined by ` or ` one."),
        new("regions.file", s_path, Shape.One, "Instead of all that: a VNN-LIB file, or a CSV file of boxes; relative to this file."),
    ];

    // The keys of `network`: what is built, and within which limits.
    private static IEnumerable<SchemaKey> Network =>
    [
        new("network.layers", new ValueKind.Integer(2, Construction.Deepest), Shape.Grid,
            "Layers, the linear last one included.", Default: "2 or 3, whichever takes fewer neurons; the fewest of a method by name"),
        new("network.method", new ValueKind.Choice(["auto", .. Methods]), Shape.Grid,
            "The construction; auto: the fewest neurons that verify.", Default: "auto"),
        new("network.precision", s_arithmetics, Shape.Grid,
            "The arithmetic in which auto must verify.", Default: "float64; where a model is exported, its own"),
        new("network.untouched", new ValueKind.Choice("any", "exact"), Shape.Grid,
            "What is asked at samples that are not edited: exact is zero to the last bit in float64 and float32.", Default: "any"),
        new("network.radius", new ValueKind.Number(), Shape.Grid,
            "Edits hold, and nothing else moves, for every input within this of a sample; of a classification with a `pretrained` model, the class itself.",
            Default: "0"),
        new("network.reach", new ValueKind.NumberOr("auto"), Shape.Grid,
            "Instead of one radius: the share, from 0 to below 1, of the room that the data leave each sample, within which its edit holds or it is untouched; auto: the share that does most good on samples held out.",
            Default: "0"),
        new("network.norm", new ValueKind.Choice("infinity", "two"), Shape.Grid,
            "How the radius is measured, or what the reach is a share of.", Default: "infinity"),
        new("network.seed", s_count, Shape.Grid, "The seed of random directions.", Default: "1"),
        new("network.projections", new ValueKind.Integer(1, Problem.MostProjections), Shape.Grid,
            "Random directions that a construction along a line tries; the one with the fewest neurons is taken.", Default: "1"),
        new("network.widths", s_positive, Shape.Sequence,
            "The most neurons of each hidden layer, for a method that takes them.", Default: "the method's own choice"),
        new("network.smallerWeights", new ValueKind.Integer(0, Construction.MostSmallerWeights), Shape.Grid,
            "From 0, the fewest neurons, to 12: more neurons for smaller weights and less rounding, for a method that has the choice.",
            Default: "0"),
        new("network.bits", s_positive, Shape.Grid,
            "The most bits of a number that holds several labels, for a method that takes them.", Default: "the method's own choice"),
        new("network.timeLimit", new ValueKind.Duration(), Shape.Grid,
            "A method by name ends within this, with the best network that it has by then or with an error; auto tries no further construction after it, and gives none more than half of what is left while another may do.",
            Default: "5m"),
        new("network.until", new ValueKind.Day(), Shape.One,
            "The day until which it is taken for granted that what the edits mend is wrong: it stands in the network and the patched model, and what is built or proven later warns.",
            Default: "none"),
        new("network.form", new ValueKind.Choice("surgical", "whole"), Shape.Grid,
            "How regions are mended: surgical covers only the boxes that are not proven right; whole has one unit answer on the whole region.",
            Default: "surgical"),
        new("network.keep", new ValueKind.Number(), Shape.Grid,
            "For regions, with the surgical form: the share of what is right already that stays untouched, where mostNeurons allow it.",
            Default: "0.98"),
        new("network.margin", new ValueKind.Number(), Shape.Grid,
            "For regions: the widest ramp around a box, as a share of its width; beyond it nothing moves.", Default: "0.001"),
        new("network.mostNeurons", s_positive, Shape.Grid, "For regions: the largest number of neurons.", Default: "2000"),
    ];

    // The keys of `pretrain` and `train`: models that are trained instead of built.
    private static IEnumerable<SchemaKey> Training =>
    [
        new("pretrain.widths", s_positive, Shape.Sequence, "The neurons of each hidden layer."),
        .. TrainingOf("pretrain", Shape.One),
        new("train.neurons", s_positive, Shape.Grid,
            "Hidden neurons, spread evenly over the hidden layers; the first layers get what is left over."),
        new("train.layers", new ValueKind.Integer(2, Construction.Deepest), Shape.Grid,
            "Layers, the linear last one included.", Default: "3"),
        new("train.widths", s_positive, Shape.Sequence, "The neurons of each hidden layer, instead of neurons and layers."),
        .. TrainingOf("train", Shape.Grid),
    ];

    // The keys of `test` and `expect`: how networks are verified, and what must hold of the reports.
    private static IEnumerable<SchemaKey> Test =>
    [
        new("test.arithmetic", s_arithmetics, Shape.List,
            "The arithmetics in which networks are verified, with a report for each. What is tested in exact arithmetic is built to be right there, too.",
            Default: "exact"),
        new("test.folds", new ValueKind.Integer(2), Shape.One,
            "What the network does to inputs that nobody listed: samples are held out in so many parts, and it is built anew without each."),
        new("test.tolerance", new ValueKind.Number(), Shape.Grid,
            "The error that is allowed in float64 and float32, relative to max |z| of the output.", Default: "1e-6 in float64, 1e-3 in float32"),
        new("test.timeLimit", new ValueKind.Duration(), Shape.One,
            "The time for a region: it is not decided where neither a proof nor a violation was found by then.", Default: "5m"),
        .. Expectations("expect"), .. Expectations("expect.exact"), .. Expectations("expect.float64"), .. Expectations("expect.float32"),
        .. ExperimentSchema.TrainingScalars.Select(scalar =>
            new SchemaKey($"expect.training.{scalar.Key}", new ValueKind.Comparison(), Shape.List,
                $"What the training's {scalar.Value.Name} must be; of several conditions all must hold.")),
    ];

    // The keys of `run`: how samples are divided among tasks.
    private static IEnumerable<SchemaKey> Run =>
    [
        new("run.engine", new ValueKind.Choice("local", "slurm"), Shape.One,
            "Where shards are looked at: in this process, one after the other, or each by a task of Slurm.", Default: "local"),
        new("run.shards", s_positive, Shape.One,
            "Into how many parts samples are divided: networks are built and verified in rounds that ask every part one question. Slurm writes them into the folder of the results, which every node sees under the same path."),
        new("run.slurm", new ValueKind.Words("an option of sbatch, one word, such as --partition=long"), Shape.Sequence,
            "Options of sbatch, with the engine slurm."),
    ];

    // The keys of `report`: what is written.
    private static IEnumerable<SchemaKey> Report =>
    [
        new("report.formats", new ValueKind.Choice("html", "csv", "json", "markdown", "svg"), Shape.List,
            "Files of the report; markdown has its figures beside it, svg is the figures alone.", Default: "html, csv and json"),
        new("report.threshold", new ValueKind.Number(), Shape.One,
            "The loss from which a trained network counts as fitted, in figures.", Default: "0.04, the paper's"),
        new("report.reference", new ValueKind.Words("the path of a JSON file of losses by \"N,m\""), Shape.One,
            "Losses from elsewhere that figures show beside the trained ones; relative to this file."),
        new("report.image", s_imageSize, Shape.One,
            "How the features of a sample are an image that the report shows: 28x28 for grey levels, 3x32x32 for colours, or none.",
            Default: "a square if all features are whole grey levels"),
        new("report.beside", new ValueKind.FolderName(), Shape.List,
            "Experiments whose results, in the same output folder, the report shows beside its own."),
    ];

    // How a model is trained, in either section.
    private static IEnumerable<SchemaKey> TrainingOf(string section, Shape shape) =>
    [
        new($"{section}.optimizer", new ValueKind.Choice("adam", "sgd"), shape, "The method that moves the weights.", Default: "adam"),
        new($"{section}.learningRate", new ValueKind.Number(), shape, "The learning rate at the first step.", Default: "1e-2"),
        new($"{section}.schedule", new ValueKind.Choice("constant", "cosine", "step"), shape,
            "How the learning rate falls: not; along half a cosine down to 0; by a factor every so many steps.", Default: "cosine"),
        new($"{section}.decayEvery", s_positive, shape,
            "For the step schedule: the steps from one change of the learning rate to the next.", Default: "1000"),
        new($"{section}.decayFactor", new ValueKind.Number(), shape,
            "For the step schedule: what the learning rate is multiplied by.", Default: "0.5"),
        new($"{section}.momentum", new ValueKind.Number(), shape, "The momentum of sgd.", Default: "0"),
        new($"{section}.steps", s_count, shape, "The steps of a run.", Default: "2000"),
        new($"{section}.batch", s_positive, shape, "The samples of a step, drawn without replacement.", Default: "all"),
        new($"{section}.restarts", s_positive, shape,
            "Runs from different random weights; the one with the smallest loss counts.", Default: "1"),
        new($"{section}.patience", s_positive, shape,
            "A run stops when its loss has not fallen by a thousandth of itself for so many steps.", Default: "never"),
        new($"{section}.stopAt", new ValueKind.Number(), shape, "A run stops at this loss.", Default: "0"),
        new($"{section}.seed", s_count, shape, "The seed of random weights and mini-batches.", Default: "1"),
        new($"{section}.precision", new ValueKind.Choice("float32", "float64"), shape, "The arithmetic of training.", Default: "float32"),
    ];

    // A condition for every scalar of a report, and for those that only reports on regions have.
    private static IEnumerable<SchemaKey> Expectations(string section)
    {
        foreach (var (name, property) in ExperimentSchema.ReportScalars)
        {
            var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
            if (type == typeof(Arithmetic) || type == typeof(Norm)) continue;
            ValueKind kind = type == typeof(bool) ? new ValueKind.Truth() : type == typeof(string) ? new ValueKind.Same(Methods)
                : new ValueKind.Comparison();
            yield return new($"{section}.{name}", kind, Shape.List,
                $"What the report's {property.Name} must be; of several conditions all must hold.");
        }
        var own = ExperimentSchema.RegionScalars.ExceptBy(ExperimentSchema.ReportScalars.Keys, scalar => scalar.Key);
        foreach (var (name, property) in own)
        {
            var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
            if (type == typeof(string) || type == typeof(Arithmetic)) continue;
            ValueKind kind = type == typeof(bool) ? new ValueKind.Truth() : type.IsEnum ? new ValueKind.Same(Enum.GetNames(type))
                : new ValueKind.Comparison();
            yield return new($"{section}.{name}", kind, Shape.List,
                $"What the {property.Name} of every region's report must be; of several conditions all must hold.");
        }
    }
}
