# Get-FtcBounds for many rows from the pipeline, in one run against two cmdlets that emit as many objects: one that binds the two properties of the
# input, and one that has the parameters of Get-FtcBounds. In CPU time, which other work on the machine does not change much.
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
[Cmdlet(VerbsCommon.Get, "Twin", DefaultParameterSetName = "Edits")]
public sealed class GetTwin : PSCmdlet
{
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)] public long[] N { get; set; }
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "Edits"), Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "Pieces")] public long[] K { get; set; }
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = "Edits"), Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = "Pieces")] public int[] Layers { get; set; }
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = "Edits")] public int[] Dimension { get; set; }
    [Parameter(Mandatory = true, ParameterSetName = "Pieces")] public int[] Pieces { get; set; }
    [Parameter(Mandatory = true, ParameterSetName = "Classes")] public long[] Classes { get; set; }
    protected override void ProcessRecord() { foreach (var n in N) foreach (var k in K) foreach (var l in Layers) WriteObject(new Row { N = n, K = k }); }
}
'@ -PassThru | Where-Object Name -EQ GetEcho | ForEach-Object { Import-Module -Assembly $_.Assembly }

function Measure-Cpu([scriptblock] $Script) {
    [GC]::Collect()
    $before = [System.Diagnostics.Process]::GetCurrentProcess().TotalProcessorTime
    $null = Measure-Command $Script
    ([System.Diagnostics.Process]::GetCurrentProcess().TotalProcessorTime - $before).TotalMicroseconds / $Rows
}

function Get-Middle([double[]] $Numbers) { ($Numbers | Sort-Object)[[int][math]::Floor($Numbers.Count / 2)] }

$inputs = foreach ($i in 1..$Rows) { [pscustomobject]@{ N = 1 + $i % 1000; K = 1000 + $i % 100000 } }
foreach ($layers in @(2), @(2, 3)) {
    $measured = foreach ($round in 1..$Rounds) {
        [pscustomobject]@{
            Echo   = Measure-Cpu { $inputs | Get-Echo -Layers $layers }
            Twin   = Measure-Cpu { $inputs | Get-Twin -Layers $layers }
            Bounds = Measure-Cpu { $inputs | Get-FtcBounds -Layers $layers }
        }
    }
    '{0:n0} rows, layers {1}: {2:n2} us a row; {3:n2} times the echo, {4:n2} times the one with its parameters (medians of {5})' -f
    $Rows, ($layers -join ','), (Get-Middle $measured.Bounds), (Get-Middle $measured.ForEach({ $_.Bounds / $_.Echo })), (Get-Middle $measured.ForEach({ $_.Bounds / $_.Twin })), $Rounds
}
