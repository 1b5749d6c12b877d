# Get-FtcBounds for many rows from the pipeline, against a cmdlet that binds the same input and emits as many objects, in one run.
param([int] $Rows = 1000000, [int] $Rounds = 5)
$ErrorActionPreference = 'Stop'
Import-Module "$PSScriptRoot/../../FtcTools.psd1"
Add-Type -TypeDefinition @'
using System.Management.Automation;
public sealed class Row { public long N { get; set; } public long K { get; set; } }
[Cmdlet(VerbsCommon.Get, "Echo")]
public sealed class GetEcho : PSCmdlet
{
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)] public long[] N { get; set; }
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)] public long[] K { get; set; }
    [Parameter] public int[] Layers { get; set; }
    protected override void ProcessRecord() { foreach (var n in N) foreach (var k in K) foreach (var l in Layers) WriteObject(new Row { N = n, K = k }); }
}
'@ -PassThru | Where-Object Name -EQ GetEcho | ForEach-Object { Import-Module -Assembly $_.Assembly }

$inputs = foreach ($i in 1..$Rows) { [pscustomobject]@{ N = 1 + $i % 1000; K = 1000 + $i % 100000 } }
foreach ($layers in @(2), @(2, 3)) {
    $ratios = foreach ($round in 1..$Rounds) {
        $echo = (Measure-Command { $inputs | Get-Echo -Layers $layers }).TotalSeconds
        $bounds = (Measure-Command { $inputs | Get-FtcBounds -Layers $layers }).TotalSeconds
        $bounds / $echo
    }
    '{0:n0} rows, layers {1}: Get-FtcBounds takes {2:n2} times the echo (median of {3}: {4})' -f $Rows, ($layers -join ','), ($ratios | Sort-Object)[[int][math]::Floor($Rounds / 2)], $Rounds, (($ratios | ForEach-Object { '{0:n2}' -f $_ }) -join ' ')
}
