// Trains a model on half of loans.csv and exports it as ONNX: dotnet run [loans.csv [loans-lightgbm.onnx]].
using Loans;
using Microsoft.ML;
using Microsoft.ML.Transforms;

var (rows, output) = (args.ElementAtOrDefault(0) ?? "../loans.csv", args.ElementAtOrDefault(1) ?? "loans-lightgbm.onnx");
var ml = new MLContext(seed: 1);
var loans = ml.Data.LoadFromTextFile<Loan>(rows, separatorChar: ',', hasHeader: true, allowQuoting: true);
var halves = ml.Data.TrainTestSplit(loans, testFraction: 0.5);
var pipeline = ml.Transforms.Categorical.OneHotEncoding("region")
    .Append(ml.Transforms.ReplaceMissingValues("years", replacementMode: MissingValueReplacingEstimator.ReplacementMode.Mean))
    .Append(ml.Transforms.Concatenate("Features", "age", "income", "debt", "years", "region"))
    .Append(ml.Transforms.NormalizeMinMax("Features"))
    .Append(ml.Transforms.Conversion.MapValueToKey("Label", "outcome"))
    .Append(ml.MulticlassClassification.Trainers.LightGbm(numberOfLeaves: 20, numberOfIterations: 30))
    .Append(ml.Transforms.Conversion.MapKeyToValue("PredictedLabel"));
var model = pipeline.Fit(halves.TrainSet);
var quality = ml.MulticlassClassification.Evaluate(model.Transform(loans));
using (var file = File.Create(output)) ml.Model.ConvertToOnnx(model, loans, file);
Console.WriteLine(FormattableString.Invariant($"{output}: right on {quality.MicroAccuracy:P1} of all rows"));
