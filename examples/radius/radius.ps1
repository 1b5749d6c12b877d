<#
Neurons against radius on the digits (docs/theory/polytopes.md), and what else would do: radius.csv, a page with its figure, and the table of README.md.

    ./examples/radius/radius.ps1
#>
param([double[]] $Radius = (0, 0.1, 0.25, 0.5, 1, 1.5, 2, 2.45), [int] $Steps = 20000, [string] $OutputPath = $PSScriptRoot)

Import-Module "$PSScriptRoot/../../FtcTools.psd1"

$model = "$PSScriptRoot/../onnx-patch/digits-mlp.onnx"
$alternatives = Import-FtcDataset "$PSScriptRoot/../quickstart/digits.csv" -Features x0..x63 -Label label -Pretrained $model -Classification |
    Measure-FtcNetwork -Radius $Radius -Pretrained $model -HoldOut 5 -Steps $Steps
$alternatives | Export-Csv "$OutputPath/radius.csv"
$alternatives | Export-FtcReport "$OutputPath/report.md"

# The table of the page, in the place of the one before it.
$table = Get-Content "$OutputPath/report.md" | Where-Object { $_.StartsWith('|') }
$lines = Get-Content "$PSScriptRoot/README.md"
$first, $last = ($lines | Select-String '^\|').LineNumber[0, -1]
Set-Content "$OutputPath/README.md" @($lines[0..($first - 2)]; $table; $lines[$last..($lines.Count - 1)])
$alternatives
