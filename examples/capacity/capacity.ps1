<#
Parameters and bits against N (docs/theory/bits.md): capacity.csv, one row for each N and construction, with lower bounds beside them.

    ./examples/capacity/capacity.ps1
#>
Import-Module "$PSScriptRoot/../../FtcTools.psd1"

Get-FtcCapacity -N 64, 128, 256, 512, 1024, 2048, 4096 -Method BitExtraction, BoundedBits, FewestKnots, Sawtooth, OneWindow |
    Export-Csv "$PSScriptRoot/capacity.csv"
