using FtcTools.Data;
using FtcTools.Networks;

namespace FtcTools.Theory;

/// <summary>A rectangle of a picture with its own coordinates.</summary>
internal sealed class Panel(Svg svg, (double Left, double Top, double Width, double Height) place, (double From, double To) x,
    (double From, double To) y)
{
    private double X(double value) => place.Left + (value - x.From) / (x.To - x.From) * place.Width;

    private double Y(double value) => place.Top + (y.To - value) / (y.To - y.From) * place.Height;

    public Panel Title(string text)
    {
        svg.Text(place.Left, place.Top - 6, text);
        return this;
    }

    /// <summary>The line y = 0, and what stands at its right end.</summary>
    public Panel Axis(string name)
    {
        svg.Line(place.Left, Y(0), place.Left + place.Width, Y(0), "axis");
        svg.Text(place.Left + place.Width + 4, Y(0) + 4, name, "small");
        return this;
    }

    /// <summary>The strip from..to, named at the left.</summary>
    public Panel Band(double from, double to)
    {
        svg.Area([(place.Left, Y(from)), (place.Left + place.Width, Y(from)), (place.Left + place.Width, Y(to)), (place.Left, Y(to))],
            "band");
        foreach (var level in (double[])[from, to]) Level(level);
        return this;
    }

    /// <summary>A named height.</summary>
    public Panel Level(double level)
    {
        svg.Text(place.Left - 5, Y(level) + 4, Format.Number(level), "small end");
        return this;
    }

    public Panel Vertical(double at, string kind = "guide")
    {
        svg.Line(X(at), place.Top, X(at), place.Top + place.Height, kind);
        return this;
    }

    /// <summary>A mark under the panel that points where a ReLU of the first layer faces.</summary>
    public Panel Facing(double at, bool left)
    {
        var (tip, foot) = (X(at) + (left ? -7 : 7), place.Top + place.Height + 4);
        svg.Area([(X(at), foot), (X(at), foot + 10), (tip, foot + 5)], "mark");
        return this;
    }

    public Panel Note(double atX, double atY, string text, string kind = "small")
    {
        svg.Text(X(atX), Y(atY), text, kind);
        return this;
    }

    /// <summary>A function, where it is inside.</summary>
    public Panel Curve(PiecewiseLinear f, string kind)
    {
        var corners = f.Corners(x.From, x.To).ToArray();
        var run = new List<(double, double)>();
        for (var i = 1; i < corners.Length; i++)
        {
            var ((x0, y0), (x1, y1)) = (corners[i - 1], corners[i]);
            // The part of the segment between the lower and the upper edge.
            var (enter, leave) = (0.0, 1.0);
            if (y0 != y1)
            {
                var (a, b) = ((y.From - y0) / (y1 - y0), (y.To - y0) / (y1 - y0));
                (enter, leave) = (Math.Max(0, Math.Min(a, b)), Math.Min(1, Math.Max(a, b)));
            }
            else if (y0 < y.From || y0 > y.To)
            {
                leave = -1;
            }
            if (enter >= leave)
            {
                End();
                continue;
            }
            if (enter > 0) End();
            if (run.Count == 0) Add(enter);
            Add(leave);
            if (leave < 1) End();

            void Add(double share) => run.Add((X(x0 + share * (x1 - x0)), Y(y0 + share * (y1 - y0))));
        }
        End();
        return this;

        void End()
        {
            svg.Path(run, kind);
            run.Clear();
        }
    }

    /// <summary>Samples of one feature: edited ones at z, others at 0; <paramref name="left"/> out ones are small.</summary>
    public Panel Samples(Dataset data, Func<int, bool>? left = null)
    {
        for (var i = 0; i < data.K; i++)
        {
            var z = data.Residual(i, 0).ToDouble();
            svg.Dot(X(data.Row(i)[0]), Y(z), left?.Invoke(i) == true ? 2 : 4,
                z > 0 ? "up" : z < 0 ? "down" : left is null || left(i) ? "zero" : "ring");
        }
        return this;
    }

    /// <summary>Where the samples are, edited ones marked.</summary>
    public Panel SamplesAtZero(Dataset data)
    {
        for (var i = 0; i < data.K; i++)
            svg.Dot(X(data.Row(i)[0]), Y(0), data.Residual(i) is null ? 2 : 3.5,
                data.Residual(i, 0).Sign switch { > 0 => "up", < 0 => "down", _ => "zero" });
        return this;
    }

    /// <summary>Points joined by lines.</summary>
    public Panel Line(IEnumerable<(double X, double Y)> points, string kind)
    {
        svg.Path(points.Select(p => (X(p.X), Y(p.Y))), kind);
        return this;
    }

    public Panel Point(double atX, double atY, string kind)
    {
        svg.Dot(X(atX), Y(atY), 4, kind);
        return this;
    }

    /// <summary>Samples of two features.</summary>
    public Panel Plane(Dataset data)
    {
        for (var i = 0; i < data.K; i++)
        {
            var z = data.Residual(i, 0).Sign;
            svg.Dot(X(data.Row(i)[0]), Y(data.Row(i)[1]), z == 0 ? 2.5 : 5, z > 0 ? "up" : z < 0 ? "down" : "zero");
        }
        return this;
    }

    /// <summary>A convex part of the plane.</summary>
    public Panel Area(Cell cell, string kind)
    {
        if (!cell.IsEmpty) svg.Area(cell.Points.Select(p => (X(p.X), Y(p.Y))), kind);
        return this;
    }

    /// <summary>A circle, where both axes have one unit.</summary>
    public Panel Disc(double atX, double atY, double radius, string kind)
    {
        svg.Dot(X(atX), Y(atY), radius * place.Width / (x.To - x.From), kind);
        return this;
    }

    public Panel Frame()
    {
        var (right, bottom) = (place.Left + place.Width, place.Top + place.Height);
        svg.Path([(place.Left, place.Top), (right, place.Top), (right, bottom), (place.Left, bottom), (place.Left, place.Top)], "axis");
        return this;
    }

    /// <summary>The line t = 0 for t = w1 x + w2 y + b.</summary>
    public Panel Zero(Affine t, string kind) => Strip([Corners], _ => t, 0, kind);

    /// <summary>The strip |t| &lt;= 1 and the line t = 0 in it.</summary>
    public Panel Strip(Affine t, string kind) => Strip([Corners], _ => t, 1, kind);

    /// <summary>The same for a function that is affine in each of some convex cells.</summary>
    public Panel Strip(IEnumerable<Cell> cells, Func<(double X, double Y), Affine> t, double half, string kind)
    {
        foreach (var cell in cells)
        {
            var inside = t(cell.Centre);
            var strip = cell.Where(inside.Plus(half)).Where(inside.Times(-1).Plus(half));
            if (half > 0 && !strip.IsEmpty) svg.Area(strip.Points.Select(Place), "band");
            var above = cell.Where(inside);
            svg.Path(above.Points.Where(p => Math.Abs(inside.At(p)) < 1e-9 * inside.Steepness).Select(Place), kind);
        }
        return this;

        (double, double) Place((double X, double Y) p) => (X(p.X), Y(p.Y));
    }

    /// <summary>All of the panel.</summary>
    public Cell Corners => new([(x.From, y.From), (x.To, y.From), (x.To, y.To), (x.From, y.To)]);
}
