using FtcTools.CrossValidation;

namespace FtcTools.Experiments;

/// <summary>Advice in words.</summary>
public static class AdviceText
{
    /// <summary>`train the model anew`.</summary>
    public static string Of(Remedy? remedy) => remedy switch
    {
        Remedy.Patch => "ship the patch",
        Remedy.PatchWithReach => "a patch whose edits hold in a neighbourhood",
        Remedy.Train => "train the model anew",
        Remedy.CollectMore => "collect more samples",
        _ => "",
    };
}
