<#
.SYNOPSIS
    Sweeps the number of edits, builds a network for each, and draws neurons against N beside the bounds, as SVG.
.DESCRIPTION
    Puts out the rows and writes them to a CSV file beside the picture.
.EXAMPLE
    ./sweep-and-plot.ps1 -N 1, 10, 50, 100, 200 -K 1000 -OutputPath neurons.svg
#>
[CmdletBinding()]
param(
    [int[]] $N = @(1, 5, 10, 20, 50, 100),
    [int] $K = 1000,
    [int] $Layers = 3,
    [string] $OutputPath = 'neurons.svg'
)
$ErrorActionPreference = 'Stop'
Import-Module "$PSScriptRoot/../../FtcTools.psd1"

$rows = foreach ($edits in $N | Sort-Object) {
    $network = New-FtcDataset -Line -N $edits -K $K | New-FtcNetwork -Layers $Layers -Precision Exact
    $bound = Get-FtcBounds -N $edits -K $K -Layers $Layers
    [pscustomobject]@{ N = $edits; Neurons = $network.Neurons; Lower = $bound.Lower; Upper = $bound.Upper; Method = $network.Origin.Method }
}
$rows | Export-Csv -LiteralPath ([IO.Path]::ChangeExtension($OutputPath, 'csv'))

$invariant = [cultureinfo]::InvariantCulture
$width, $height, $edge = 640, 400, 50
$right = [math]::Max(1, ($rows.N | Measure-Object -Maximum).Maximum)
$top = [math]::Max(1, ($rows | ForEach-Object { $_.Neurons, $_.Upper } | Measure-Object -Maximum).Maximum)
function Get-Point($n, $m) { [string]::Format($invariant, '{0:0.#},{1:0.#}', $edge + ($width - 2 * $edge) * $n / $right, $height - $edge - ($height - 2 * $edge) * $m / $top) }
$lines = foreach ($series in @(@('Lower', '#888'), @('Upper', '#888'), @('Neurons', '#06c'))) {
    "<polyline fill='none' stroke='$($series[1])' points='$(($rows | ForEach-Object { Get-Point $_.N $_.($series[0]) }) -join ' ')'/>"
}
Set-Content -LiteralPath $OutputPath @"
<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 $width $height' font-family='sans-serif' font-size='12'>
<title>Neurons for N of $K samples with $Layers layers</title>
<path d='M$edge,$edge V$($height - $edge) H$($width - $edge)' fill='none' stroke='black'/>
$($lines -join "`n")
<text x='$($width - $edge)' y='$($height - $edge + 18)' text-anchor='end'>N = $right</text>
<text x='$($edge - 6)' y='$($edge + 4)' text-anchor='end'>$top</text>
<text x='$edge' y='$($edge - 14)'>neurons built (blue), proven lower and upper bounds (grey)</text>
</svg>
"@
$rows
