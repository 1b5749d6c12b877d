<#
.SYNOPSIS
Sweep, filter, plot: one file of an experiment and three questions asked of it.
#>
param([string] $OutputPath = "$PSScriptRoot/ftc", [int] $ThrottleLimit = [Environment]::ProcessorCount)
$ErrorActionPreference = 'Stop'
Import-Module "$PSScriptRoot/../../FtcTools.psd1"
$common = @{ OutputPath = $OutputPath; ThrottleLimit = $ThrottleLimit; Force = $true }

# Sweep: which learning rate suits a narrow and a wide g? The geometric mean of the losses decides.
$rates = Invoke-FtcExperiment "$PSScriptRoot/trained.ftc.yaml" @common -Set @{
    'experiment' = 'rates'; 'dataset.N' = 101, 301; 'train.neurons' = 12, 48; 'train.learningRate' = 3e-3, 1e-2, 3e-2; 'train.steps' = 1000
} | Group-Object { $_.Parameters['train.learningRate'] } | ForEach-Object {
    $logs = $_.Group.Training | ForEach-Object { [Math]::Log($_.Loss) }
    [pscustomobject]@{ LearningRate = [double] $_.Group[0].Parameters['train.learningRate']; Loss = [Math]::Exp(($logs | Measure-Object -Average).Average) }
} | Sort-Object Loss
$rates | Format-Table @{ n = 'LearningRate'; e = { "$($_.LearningRate)" } }, @{ n = 'Loss'; e = { '{0:g3}' -f $_.Loss } } | Out-Host

# The grid at the best of them, every fifth N.
$all = 1..491 | Where-Object { $_ % 50 -eq 1 }
$trained = Invoke-FtcExperiment "$PSScriptRoot/trained.ftc.yaml" @common -Set @{
    'experiment' = 'best-rate'; 'dataset.N' = $all; 'train.learningRate' = $rates[0].LearningRate; 'train.restarts' = 2; 'train.steps' = 1500
}

# Filter: the fewest neurons that reach the paper's loss. Beside them, what is exact without training.
$reached = $trained | Where-Object { $_.Training.Loss -le 0.04 } | Group-Object { $_.Training.N } | ForEach-Object {
    $least = $_.Group | Sort-Object { $_.Training.Neurons } | Select-Object -First 1
    [pscustomobject]@{ N = $least.Training.N; Neurons = $least.Training.Neurons; Loss = $least.Training.Loss; LossOfZero = $least.Training.LossOfZero }
}
$reached | Format-Table N, Neurons, @{ n = 'Loss'; e = { '{0:n4}' -f $_.Loss } }, @{ n = 'LossOfZero'; e = { '{0:n4}' -f $_.LossOfZero } } | Out-Host
$built = Invoke-FtcExperiment "$PSScriptRoot/built.ftc.yaml" @common -Set @{ 'experiment' = 'beside'; 'dataset.N' = $all | Where-Object { $_ -le 301 }; 'test.arithmetic' = 'exact' }

# Plot: both in one page.
$trained + $built | Export-FtcReport "$OutputPath/composed.html" -ReferencePath "$PSScriptRoot/paper-loss.json" -Title 'Trained at the best rate, and built' -PassThru
