<#
.SYNOPSIS
    Compares all methods on one data set: neurons, what rounding leaves of each, the largest weight, the time.
.DESCRIPTION
    One row for each method and number of layers; a method that does not apply says why. Fewest neurons first.
.EXAMPLE
    ./compare-methods.ps1 -Csv answers.csv -Features x0..x63 | Format-Table
.EXAMPLE
    ./compare-methods.ps1 -Csv answers.csv -Features x0..x63 -Method Hats, Strips, FewestKnots | Export-Csv methods.csv
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $Csv,
    [Parameter(Mandatory)] [string[]] $Features,
    [string[]] $Label = 'label',
    [string[]] $Prediction = 'predicted',
    [string[]] $Method = @('Strips', 'FewestKnots', 'Hats', 'FeatureStrips', 'Sawtooth', 'SignedSawtooth', 'OneRelu', 'OneWindow')
)
$ErrorActionPreference = 'Stop'
Import-Module "$PSScriptRoot/../../FtcTools.psd1"

$data = Import-FtcDataset $Csv -Features $Features -Label $Label -Prediction $Prediction
$rows = foreach ($name in $Method) {
    $clock = [Diagnostics.Stopwatch]::StartNew()
    try {
        $network = $data | New-FtcNetwork -Method $name
        $seconds = $clock.Elapsed.TotalSeconds
        $exact, $wide, $narrow = $network | Test-FtcNetwork -Arithmetic Exact, Float64, Float32
        [pscustomobject]@{
            Method        = $name
            Layers        = $network.Layers.Count
            Neurons       = $network.Neurons
            Exact         = $exact.Passed
            Float64Error  = $wide.MaxError
            Float32Error  = $narrow.MaxError
            LargestWeight = ($network | Measure-FtcNetwork).LargestWeight
            Seconds       = [math]::Round($seconds, 2)
            Note          = $null
        }
    }
    catch {
        [pscustomobject]@{ Method = $name; Layers = $null; Neurons = $null; Exact = $null; Float64Error = $null; Float32Error = $null; LargestWeight = $null; Seconds = $null; Note = "$_" }
    }
}
$rows | Sort-Object { $null -eq $_.Neurons }, Neurons
