<#
Parameters and bits against N (docs/theory/bits.md): capacity.csv, one row for each N and construction, and ftc/capacity.html, which plots them with the lower bounds beside them.
All constructions up to N = 256; beyond, up to N = 4,096, those whose numbers stay short.

    ./examples/capacity/capacity.ps1
    ./examples/capacity/capacity.ps1 -N 16, 32, 64 -Large @() -Path ./small
#>
param(
    [int[]] $N = (16, 32, 64, 128, 256),
    [int[]] $Large = (512, 1024, 2048, 4096),
    [string[]] $Method = ('BitExtraction', 'BoundedBits', 'FewestKnots', 'BlockEndpoints', 'Sawtooth', 'OneWindow', 'ClassHardTanhs'),
    [string] $Path = $PSScriptRoot
)
Import-Module "$PSScriptRoot/../../FtcTools.psd1"

$rows = @(Get-FtcCapacity -N $N)
if ($Large) { $rows += Get-FtcCapacity -N $Large -Method $Method }
$null = New-Item "$Path/ftc" -ItemType Directory -Force
$rows | Export-FtcReport "$Path/capacity.csv"
$rows | Export-FtcReport "$Path/ftc/capacity.html" -FigurePath "$Path/ftc/figures" -PassThru
