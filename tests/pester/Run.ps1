<# Runs one file of tests and writes what came of it as JSON. #>
param(
    [Parameter(Mandatory)] [string] $Path,
    [Parameter(Mandatory)] [string] $Result,
    [version] $PesterVersion
)
$ErrorActionPreference = 'Stop'
$wanted = if ($PesterVersion) { @{ RequiredVersion = $PesterVersion } } else { @{ MinimumVersion = '5.0' } }
Import-Module Pester @wanted

$configuration = New-PesterConfiguration
$configuration.Run.Path = $Path
$configuration.Run.PassThru = $true
$configuration.Output.Verbosity = 'Detailed'
$run = Invoke-Pester -Configuration $configuration

$failures = @(
    foreach ($test in $run.Failed) { "$($test.ExpandedPath): $($test.ErrorRecord | Out-String)" }
    foreach ($block in @($run.FailedBlocks) + @($run.FailedContainers)) { "$($block.ErrorRecord | Out-String)" }
)
@{ Passed = $run.PassedCount; Skipped = $run.SkippedCount; Failures = $failures } | ConvertTo-Json | Set-Content -LiteralPath $Result
