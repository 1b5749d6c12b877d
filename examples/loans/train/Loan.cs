using Microsoft.ML.Data;

namespace Loans;

/// <summary>A row of loans.csv, as far as the model reads it; an empty number is a missing one. The names are those of the model's inputs.</summary>
internal sealed class Loan
{
    [LoadColumn(1), ColumnName("age")]
    public float Age { get; set; }

    [LoadColumn(2), ColumnName("income")]
    public float Income { get; set; }

    [LoadColumn(3), ColumnName("debt")]
    public float Debt { get; set; }

    [LoadColumn(4), ColumnName("years")]
    public float Years { get; set; }

    [LoadColumn(5), ColumnName("region")]
    public string Region { get; set; } = "";

    [LoadColumn(6), ColumnName("outcome")]
    public string Outcome { get; set; } = "";
}
