<#
.SYNOPSIS
    Patches a model from CI: reads its answers, builds the smallest side network that mends all wrong ones and moves no other, proves it and writes it.
.DESCRIPTION
    Exit code 0: the patch is written, and a report beside it. 1: no patch was proven, and nothing is written; the log says why.
.EXAMPLE
    ./patch-model.ps1 -Csv answers.csv -Features x0..x63 -OutputPath patch.json
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $Csv,
    [Parameter(Mandatory)] [string[]] $Features,
    [string[]] $Label = 'label',
    [string[]] $Prediction = 'predicted',
    [string] $OutputPath = 'patch.json',
    [ValidateSet('Exact', 'Float64', 'Float32')] [string] $Precision = 'Float64'
)
$ErrorActionPreference = 'Stop'
Import-Module "$PSScriptRoot/../../FtcTools.psd1"

try {
    $data = Import-FtcDataset $Csv -Features $Features -Label $Label -Prediction $Prediction
    $network = $data | New-FtcNetwork -Untouched Exact -Precision $Precision
    $reports = $network | Test-FtcNetwork -Arithmetic (@('Exact', $Precision) | Select-Object -Unique)
    if ($reports.Passed -contains $false) { throw "the network does not verify: $($reports | Out-String)" }
    $network | Export-FtcNetwork $OutputPath
    $reports | Select-Object Method, Arithmetic, Passed, K, N, Neurons, LowerBound, MaxError | Export-Csv ([IO.Path]::ChangeExtension($OutputPath, 'report.csv'))
    Write-Output "$OutputPath mends $($data.N) of $($data.K) answers with $($network.Neurons) neurons."
}
catch {
    Write-Output "no patch: $_"
    exit 1
}
