namespace FtcTools.Runtime;

/// <summary>How far ONNX Runtime rewrites a graph before it runs it.</summary>
public enum Optimization
{
    /// <summary>The graph as it is.</summary>
    None,

    /// <summary>Constants are folded, what does nothing goes.</summary>
    Basic,

    /// <summary>Operators are fused, too.</summary>
    Extended,

    /// <summary>Tensors are laid out for the processor, too: what a program gets that asks for nothing.</summary>
    All,
}

/// <summary>What a runtime may be asked for that changes the last bits of its answers.</summary>
/// <param name="Optimization">The optimization of the graph.</param>
/// <param name="Threads">Within one operator.</param>
/// <param name="Batch">Samples at once; fewer where the model has a fixed batch, or none.</param>
public sealed record SessionSettings(Optimization Optimization = Optimization.All, int Threads = 1, int Batch = 64)
{
    /// <summary>The five that noise is measured over, and patched models are compared in.</summary>
    public static IReadOnlyList<SessionSettings> Five { get; } =
    [
        new(Optimization.None, 1, 1), new(Optimization.Basic, 1, 64), new(Optimization.Extended, 1, 7), new(Optimization.All, 1, 64),
        new(Optimization.All, 2, 1),
    ];

    /// <inheritdoc />
    public override string ToString() => $"{Optimization}, {Threads} thread{(Threads == 1 ? "" : "s")}, batches of {Batch}";
}
