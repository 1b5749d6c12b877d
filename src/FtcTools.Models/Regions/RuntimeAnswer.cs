using FtcTools.Diagnostics;
using FtcTools.Networks;
using FtcTools.Onnx;
using FtcTools.Runtime;
using Google.Protobuf;

namespace FtcTools.Models.Regions;

/// <summary>What ONNX Runtime answers at one input.</summary>
internal static class RuntimeAnswer
{
    /// <summary>
    /// The p outputs of f, or of f + g as they would be exported; null where the runtime is not at hand, or the graph hides them behind its
    /// last operator.
    /// </summary>
    public static double[]? At(FrozenModel model, Network? network, double[] input)
    {
        if (model.Ending != Ending.None) return null;
        try
        {
            var message = network is null ? OnnxFile.Whole(model.Model, model.File)
                : MergedGraph.Of(model, network, model.Arithmetic);
            using var session = new ModelSession(message.ToByteArray(), model.File, new SessionSettings());
            var values = session.Run([new SampleValues(model.InputName, 1, input, null)], [model.OutputName])[0].Numbers;
            return values?.Length == model.Outputs ? values : null;
        }
        catch (FtcException e) when (e.Code is Codes.Runtime or Codes.OnnxFile)
        {
            return null;
        }
    }
}
