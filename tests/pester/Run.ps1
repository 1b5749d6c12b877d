<#
Runs files of tests, all of them unless told otherwise, under the newest Pester among NuGet's packages or the version asked for.

    dotnet tool restore
    dotnet pwsh -NoProfile -File tests/pester/Run.ps1 tests/pester/Network.Tests.ps1
#>
param(
    # One or several, with a semicolon between them.
    [string] $Path = $PSScriptRoot,
    [version] $PesterVersion,
    # Where 'dotnet restore' of tests/FtcTools.Module.Tests leaves Pester.
    [string] $Packages = $(if ($env:NUGET_PACKAGES) { $env:NUGET_PACKAGES } else { "$HOME/.nuget/packages" }),
    # 'Slow' leaves out what takes long and is the same under any Pester: the work is done by the module, or by sessions of its own.
    [string[]] $ExcludeTag = @(),
    # A file for what came of it, as JSON.
    [string] $Result
)
$ErrorActionPreference = 'Stop'
$pester = Get-ChildItem "$Packages/pester" -Directory | Where-Object { -not $PesterVersion -or $_.Name -eq "$PesterVersion" } | Sort-Object { [version]$_.Name } | Select-Object -Last 1
Import-Module "$($pester.FullName)/tools/Pester.psd1"
Import-Module "$PSScriptRoot/Pwsh.psm1" -Global

$configuration = New-PesterConfiguration
$configuration.Run.Path = $Path.Split(';')
$configuration.Run.PassThru = $true
$configuration.Filter.ExcludeTag = $ExcludeTag
$configuration.Output.Verbosity = 'Detailed'
$run = Invoke-Pester -Configuration $configuration

$failures = @(
    foreach ($test in $run.Failed) { "$($test.ExpandedPath): $($test.ErrorRecord | Out-String)" }
    foreach ($block in @($run.FailedBlocks) + @($run.FailedContainers)) { "$($block.ErrorRecord | Out-String)" }
)
if ($Result) {
    $skipped = @(foreach ($test in $run.Skipped) { $test.ExpandedPath })
    # By file.
    $passed = @(foreach ($container in $run.Containers) { $container.PassedCount })
    @{ Pester = "$($run.Version)"; Passed = $passed; Skipped = $skipped; Failures = $failures } | ConvertTo-Json | Set-Content -LiteralPath $Result
}
exit [int]($run.Result -ne 'Passed')
