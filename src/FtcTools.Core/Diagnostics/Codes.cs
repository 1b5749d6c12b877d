namespace FtcTools.Diagnostics;

/// <summary>Every error id. A number is never reused; each has a page docs/codes/FTCnnnn.md.</summary>
public static class Codes
{
    /// <summary>The experiment file is not valid YAML.</summary>
    public const string YamlSyntax = "FTC0001";

    /// <summary>An experiment file holds a key that does not exist.</summary>
    public const string UnknownKey = "FTC0002";

    /// <summary>An experiment file holds a key twice.</summary>
    public const string DuplicateKey = "FTC0003";

    /// <summary>A value in an experiment file has the wrong type or is out of range.</summary>
    public const string InvalidValue = "FTC0004";

    /// <summary>An experiment file lacks a key that it needs.</summary>
    public const string MissingKey = "FTC0005";

    /// <summary>`extends` names a file that does not exist or that extends itself.</summary>
    public const string Extends = "FTC0006";

    /// <summary>An expectation of an experiment is broken.</summary>
    public const string Expectation = "FTC0007";

    /// <summary>Two experiment files of one run have the same name, so one would overwrite the other's results.</summary>
    public const string DuplicateExperiment = "FTC0008";

    /// <summary>A file that must be read does not exist or cannot be opened.</summary>
    public const string FileNotReadable = "FTC0010";

    /// <summary>A data file holds no header or no sample.</summary>
    public const string EmptyFile = "FTC0011";

    /// <summary>A named column is not in the header.</summary>
    public const string MissingColumn = "FTC0012";

    /// <summary>A row has another number of cells than the header.</summary>
    public const string RaggedRow = "FTC0013";

    /// <summary>A cell that must be a number is not, or a column of answers holds numbers and words.</summary>
    public const string NotANumber = "FTC0014";

    /// <summary>A number is NaN or infinite.</summary>
    public const string NotFinite = "FTC0015";

    /// <summary>Two samples have the same features and different targets: no function is right on both.</summary>
    public const string ContradictingSamples = "FTC0016";

    /// <summary>Fewer than three samples (every theorem asks for K >= 3).</summary>
    public const string TooFewSamples = "FTC0017";

    /// <summary>T names a sample that does not exist.</summary>
    public const string SampleOutOfRange = "FTC0018";

    /// <summary>The header of a data file holds a column that is asked for twice.</summary>
    public const string DuplicateColumn = "FTC0019";

    /// <summary>An output file or folder cannot be written.</summary>
    public const string NotWritable = "FTC0020";

    /// <summary>A network file is not a valid ftc-network/1 file.</summary>
    public const string NetworkFile = "FTC0021";

    /// <summary>A CSV file has broken quoting, or is not text.</summary>
    public const string CsvSyntax = "FTC0022";

    /// <summary>A data file of arrays or columns (NPY, NPZ, idx, Parquet, gzip) is broken, cut off or of a form that is not read.</summary>
    public const string DataFile = "FTC0023";

    /// <summary>A picture that a table names cannot be decoded, or is of another size.</summary>
    public const string Picture = "FTC0024";

    /// <summary>No construction has that name.</summary>
    public const string UnknownMethod = "FTC0030";

    /// <summary>A construction's condition does not hold for the dataset or the options at hand.</summary>
    public const string Condition = "FTC0031";

    /// <summary>No direction was found whose projection tells the samples apart.</summary>
    public const string NoDirection = "FTC0032";

    /// <summary>A network and a dataset do not fit each other, or rows have different lengths.</summary>
    public const string ShapeMismatch = "FTC0033";

    /// <summary>An argument is out of its range.</summary>
    public const string Argument = "FTC0034";

    /// <summary>`Auto` found no construction that verifies in the precision asked for.</summary>
    public const string NothingVerifies = "FTC0036";

    /// <summary>A label of a classification is not one of its classes, or there are fewer than two.</summary>
    public const string Classes = "FTC0040";

    /// <summary>
    /// Edits cannot hold within the radius asked for: it is half the distance of two samples that need different answers, or more.
    /// </summary>
    public const string RadiusTooLarge = "FTC0050";

    /// <summary>Edits whose balls meet enclose a sample that must be left out of their polytope.</summary>
    public const string NoPolytope = "FTC0051";

    /// <summary>No slab holds an edited sample and leaves out all samples of other residuals.</summary>
    public const string NoSlab = "FTC0052";

    /// <summary>A construction had no network when the time limit was reached.</summary>
    public const string TimeLimit = "FTC0053";

    /// <summary>A network that cannot be trained: a hidden layer is no ReLU layer, or has no neuron.</summary>
    public const string NotTrainable = "FTC0060";

    /// <summary>Training ended with a loss that is NaN or infinite, from every start.</summary>
    public const string Diverged = "FTC0061";

    /// <summary>A method is given an option that it does not take.</summary>
    public const string OptionNotTaken = "FTC0070";

    /// <summary>A grid of more than 10^6 cells is run only when that is asked for.</summary>
    public const string GridSize = "FTC0064";

    /// <summary>The results in the folder are of another experiment than the one to resume.</summary>
    public const string OtherExperiment = "FTC0065";

    /// <summary>The folder holds the results of a run that was stopped; a new one would replace them.</summary>
    public const string Unfinished = "FTC0066";

    /// <summary>A file of results is broken, or is none.</summary>
    public const string ResultsFile = "FTC0067";

    /// <summary>Slurm is not at hand, or refuses a job.</summary>
    public const string Slurm = "FTC0068";

    /// <summary>A cell's task died again and again before it had a result.</summary>
    public const string LostCell = "FTC0069";

    /// <summary>A network that is to ship is not proven in the precision that ships, or moves samples that it must leave alone.</summary>
    public const string NotProven = "FTC0055";

    /// <summary>Samples with different residuals are one point in the precision that ships.</summary>
    public const string Coincident = "FTC0056";

    /// <summary>A name that was chosen is no valid name in C#.</summary>
    public const string InvalidName = "FTC0057";

    /// <summary>An experiment file that is a patch makes several networks.</summary>
    public const string ManyNetworks = "FTC0058";

    /// <summary>Two patches of a project are the same class.</summary>
    public const string DuplicateClass = "FTC0059";

    /// <summary>A file is not an ONNX model, or one that contradicts itself.</summary>
    public const string OnnxFile = "FTC0041";

    /// <summary>An ONNX model has an operator, a type or a shape that is not read.</summary>
    public const string OnnxUnsupported = "FTC0042";

    /// <summary>A side network and a frozen model do not go together.</summary>
    public const string Pretrained = "FTC0043";

    /// <summary>ONNX Runtime does not start on this machine.</summary>
    public const string Runtime = "FTC0044";

    /// <summary>A model has no such tensor, or none that a side network can read there.</summary>
    public const string NoTensor = "FTC0045";

    /// <summary>The edits of a network have outlived the date until which they were to hold (a warning).</summary>
    public const string Expired = "FTC0046";

    /// <summary>A key of an experiment file has another name now, and the old one is still read (a warning).</summary>
    public const string RenamedKey = "FTC0009";

    /// <summary>Samples that stay on disk, for they take more than the memory limit, and what needs all of them in memory.</summary>
    public const string OnDisk = "FTC0047";

    /// <summary>A region has no input in it, or requires nothing that can hold.</summary>
    public const string Region = "FTC0080";

    /// <summary>A file of regions, VNN-LIB or CSV, is not valid.</summary>
    public const string RegionFile = "FTC0081";

    /// <summary>What a region requires contradicts another region, or a sample in it.</summary>
    public const string RegionConflict = "FTC0082";

    /// <summary>No bound of the model over a region was found that a network can be built on.</summary>
    public const string RegionNotBounded = "FTC0083";

    /// <summary>A fault of FtcTools itself.</summary>
    public const string Internal = "FTC0099";
}
