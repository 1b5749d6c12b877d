using System.Globalization;
using PatchedApp;

// DigitsPatch is made of fix.ftc.yaml in every build.
var lines = File.ReadLines(Path.Combine(AppContext.BaseDirectory, "digits.csv")).Select(line => line.Split(',')).ToArray();
var (label, predicted) = (Array.IndexOf(lines[0], "label"), Array.IndexOf(lines[0], "predicted"));
var first = Array.IndexOf(lines[0], "x0");

var (before, after, moved) = (0, 0, 0);
foreach (var line in lines.Skip(1))
{
    var row = Array.ConvertAll(line, cell => double.Parse(cell, CultureInfo.InvariantCulture));
    // Stands for a real model: its answers are a column of the file.
    var model = row[predicted];
    var patch = DigitsPatch.Evaluate(row.AsSpan(first, DigitsPatch.Inputs));
    if (model != row[label]) before++;
    if (Math.Round(model + patch) != row[label]) after++;
    if (model == row[label] && patch != 0) moved++;
}

Console.WriteLine($"model:         {before} of {lines.Length - 1} digits wrong");
Console.WriteLine($"model + patch: {after} of {lines.Length - 1} digits wrong, {moved} right answers moved");
