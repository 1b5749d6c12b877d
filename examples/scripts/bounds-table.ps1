<#
.SYNOPSIS
    A table of bounds for every night: how many neurons N edits of K samples need, for a grid, as CSV.
.DESCRIPTION
    The file is written anew each time; what changed against the one before is put out, so that a scheduled job can mail it. Nothing is put out where nothing changed.
.EXAMPLE
    ./bounds-table.ps1 -K 1000, 1797, 60000 -OutputPath bounds.csv
#>
[CmdletBinding()]
param(
    [long[]] $N = @(1, 2, 5, 10, 20, 50, 100, 200, 500, 1000),
    [long[]] $K = @(1000, 10000, 100000),
    [int[]] $Layers = @(2, 3, 4, 5),
    [string] $OutputPath = 'bounds.csv'
)
$ErrorActionPreference = 'Stop'
Import-Module "$PSScriptRoot/../../FtcTools.psd1"

$key = 'N', 'K', 'Layers'
$before = @(if (Test-Path -LiteralPath $OutputPath) { Import-Csv -LiteralPath $OutputPath })
$now = foreach ($samples in $K) { $N.Where({ $_ -le $samples }) | ForEach-Object { [pscustomobject]@{ N = $_; K = $samples } } | Get-FtcBounds -Layers $Layers }
$now | Select-Object N, K, Layers, Lower, Upper, PaperLower, PaperUpper, LowerSource, UpperSource | Export-Csv -LiteralPath $OutputPath

$old = @{}
foreach ($row in $before) { $old[($key.ForEach({ $row.$_ }) -join ' ')] = $row }
foreach ($row in Import-Csv -LiteralPath $OutputPath) {
    $was = $old[($key.ForEach({ $row.$_ }) -join ' ')]
    if ($was -and ($was.Lower -ne $row.Lower -or $was.Upper -ne $row.Upper)) {
        "N = $($row.N), K = $($row.K), $($row.Layers) layers: $($was.Lower)..$($was.Upper) is now $($row.Lower)..$($row.Upper)"
    }
}
