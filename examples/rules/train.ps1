<#
.SYNOPSIS
Makes up loan decisions, trains a small model on them and writes it as loans.onnx: what rules.ftc.yaml puts rules on.
.DESCRIPTION
Everything comes from the seed. The model has five inputs (age, income and debt in thousands, late payments, salaried) and two outputs, denied and approved.
.EXAMPLE
./train.ps1
#>
param([int]$Seed = 1, [int]$Count = 1000)

Import-Module "$PSScriptRoot/../../FtcTools.psd1"
$random = [Random]::new($Seed)
$loans = foreach ($i in 1..$Count) {
    $age = $random.Next(18, 76)
    $income = [Math]::Round(5 + 95 * [Math]::Pow($random.NextDouble(), 2), 1)
    $debt = [Math]::Round(80 * [Math]::Pow($random.NextDouble(), 2), 1)
    $late = [Math]::Min(5, [int][Math]::Floor(6 * [Math]::Pow($random.NextDouble(), 3)))
    $salaried = $random.Next(2)
    # What clerks decided: by and large what one would expect, and now and then on a whim.
    $approved = $income - $debt / 2 - 6 * $late + 6 * $salaried + $age / 8 + 24 * ($random.NextDouble() - 0.5) -gt 16 ? 1 : 0
    [pscustomobject]@{ age = $age; income = $income; debt = $debt; late = $late; salaried = $salaried; denied = 1 - $approved; approved = $approved }
}
$folder = New-Item -ItemType Directory (Join-Path ([IO.Path]::GetTempPath()) ([guid]::NewGuid()))
try {
    $loans | Export-Csv (Join-Path $folder loans.csv)
    @'
experiment: loans
dataset: { csv: loans.csv, features: [age, income, debt, late, salaried], residual: [denied, approved] }
train: { widths: [12, 12], optimizer: adam, learningRate: 3e-3, steps: 6000, restarts: 3, seed: 1 }
'@ | Set-Content (Join-Path $folder loans.ftc.yaml)
    $result = Invoke-FtcExperiment (Join-Path $folder loans.ftc.yaml)
    $result.Training | Format-List Loss, LossOfZero | Out-String | Write-Verbose
    $result.Network | Export-FtcNetwork "$PSScriptRoot/loans.onnx" -Precision Float32 -Unproven -Force
}
finally {
    Remove-Item -Recurse $folder
}
