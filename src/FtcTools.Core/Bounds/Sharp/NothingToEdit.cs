namespace FtcTools.Bounds.Sharp;

/// <summary>N = 0: the zero function has no neurons. The other statements are about N >= 1.</summary>
public sealed class NothingToEdit : NeuronStatement
{
    internal NothingToEdit() : base(2)
    {
    }

    public override string Source => "FtcTools (nothing to edit)";
    public override string Says => "m = 0 for N = 0";
}
