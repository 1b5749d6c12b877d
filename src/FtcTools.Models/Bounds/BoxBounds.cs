namespace FtcTools.Models.Bounds;

/// <summary>
/// Upper bounds of functions of a model's outputs over boxes of its inputs, for every order of summation in an arithmetic.
/// </summary>
internal abstract class BoxBounds
{
    /// <summary>The number of features, d.</summary>
    public abstract int Inputs { get; }

    /// <summary>The number of outputs, p.</summary>
    public abstract int Outputs { get; }

    /// <summary>Functions that are bounded.</summary>
    public abstract int Count { get; }

    /// <summary>Room for one box at a time; one a thread.</summary>
    public abstract BoxBuffers NewRoom();

    /// <summary>Bounds the functions over a box.</summary>
    /// <param name="low">d lower ends.</param>
    /// <param name="high">d upper ends.</param>
    public abstract void Evaluate(ReadOnlySpan<double> low, ReadOnlySpan<double> high, BoxBuffers room);

    /// <summary>The model's p outputs at a point, in float64.</summary>
    public abstract double[] Answer(ReadOnlySpan<double> input);

    /// <summary>Where a box is halved along an input: a float32 number between the ends, or the lower end where there is none.</summary>
    public virtual double Halve(int input, double low, double high)
    {
        double middle = (float)(low + (high - low) / 2);
        return low < middle && middle < high ? middle : low;
    }
}

/// <summary>What is known of one box.</summary>
internal abstract class BoxBuffers(int functions, int inputs, int outputs)
{
    /// <summary>No value of function j in the box is above this; infinite where nothing is known.</summary>
    public double[] Upper { get; } = new double[functions];

    /// <summary>By function and input: the linear bound's slope, with its sign, times half the width of the box.</summary>
    public double[] Slopes { get; } = new double[functions * inputs];

    /// <summary>By function and input: what the bound may lose because that input ranges over the box.</summary>
    public double[] Losses { get; } = new double[functions * inputs];

    /// <summary>No output in the box is larger than this in magnitude.</summary>
    public double[] Sizes { get; } = new double[outputs];
}
