namespace FtcTools.Onnx;

/// <summary>What a model does with its outputs in the end.</summary>
public enum Ending
{
    /// <summary>They are its answer.</summary>
    None,

    /// <summary>They become probabilities; the largest stays the largest.</summary>
    Softmax,

    /// <summary>Its answer is the number (from 0) of the largest.</summary>
    ArgMax,
}
