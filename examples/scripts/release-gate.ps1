<#
.SYNOPSIS
    A gate for a model release: does the patch that shipped before still hold for the answers of the model at hand?
.DESCRIPTION
    Exit code 0: patch + model is right on every sample of the CSV file, proven in -Arithmetic. 1: it is not; the samples at fault are named. 2: the files cannot be read.
.EXAMPLE
    ./release-gate.ps1 -Patch patch.json -Csv answers.csv -Features x0..x63
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $Patch,
    [Parameter(Mandatory)] [string] $Csv,
    [Parameter(Mandatory)] [string[]] $Features,
    [string[]] $Label = 'label',
    [string[]] $Prediction = 'predicted',
    [ValidateSet('Exact', 'Float64', 'Float32')] [string[]] $Arithmetic = @('Exact', 'Float64')
)
$ErrorActionPreference = 'Stop'
Import-Module "$PSScriptRoot/../../FtcTools.psd1"

try {
    $network = Import-FtcNetwork $Patch
    $data = Import-FtcDataset $Csv -Features $Features -Label $Label -Prediction $Prediction
    $reports = @($network | Test-FtcNetwork -Dataset $data -Arithmetic $Arithmetic)
}
catch {
    Write-Output "$_"
    exit 2
}
foreach ($report in $reports) {
    $verdict = if ($report.Passed) { 'right on all' } else { "not right on $($report.Mismatches) of" }
    Write-Output "$($report.Arithmetic): $verdict $($report.K) samples, largest error $($report.MaxError.ToString('g3', [cultureinfo]::InvariantCulture))$(if (-not $report.Passed) { ", at sample $($report.Worst)" })"
}
exit [int]($reports.Passed -contains $false)
