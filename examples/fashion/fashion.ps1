<#
Images of clothes that a model gets wrong, put right: of the 500 images beside this script, or of all of Debian's package dataset-fashion-mnist.

    ./examples/fashion/fashion.ps1
    ./examples/fashion/fashion.ps1 -Folder /usr/share/datasets/fashion-mnist

Writes into ftc/<name of the images>: fashion/report.html, a page with every image that was wrong, its answer before and after; fashion/patched.onnx, the model with the patch in
its graph; radius.html, neurons against the radius within which the answers are certified, beside what else would do, and what happens on images held out.
#>
param(
    # Holds t10k-images-idx3-ubyte.gz and t10k-labels-idx1-ubyte.gz, and may hold the 60,000 for training (train-...).
    [string] $Folder,
    # Grey levels of 256.
    [double[]] $Radius = (0, 0.25, 0.5),
    [int] $Steps = 3000,
    [timespan] $TimeLimit = '00:05:00',
    [string] $OutputPath = "$PSScriptRoot/ftc"
)
$ErrorActionPreference = 'Stop'
Import-Module "$PSScriptRoot/../../FtcTools.psd1"

$model = "$PSScriptRoot/fashion-mlp.onnx"
$sets = if ($Folder) { 't10k', 'train' | ForEach-Object { "$Folder/$_-" } | Where-Object { Test-Path "${_}images-idx3-ubyte.gz" } } else { "$PSScriptRoot/" }
if (-not $sets) { throw "There is no t10k-images-idx3-ubyte.gz and no train-images-idx3-ubyte.gz in '$Folder'." }

foreach ($set in $sets) {
    $images, $labels = "${set}images-idx3-ubyte.gz", "${set}labels-idx1-ubyte.gz"
    $name = $set.EndsWith('/') ? 'images' : (Split-Path $set -Leaf).TrimEnd('-')
    $output = "$OutputPath/$name"

    # The page with the images that were wrong, before and after, and the model with the patch in its graph.
    $result = Invoke-FtcExperiment "$PSScriptRoot/fashion.ftc.yaml" -OutputPath $output -Force -Set @{
        'dataset.idx' = (Convert-Path $images); 'dataset.label' = (Convert-Path $labels); 'network.timeLimit' = "$TimeLimit"
    }
    $data = Import-FtcDataset $images -Label $labels -Pretrained $model -Classification

    # Neurons against radius, what else would do, and images held out: every fifth. Of all 60,000 that would take hours.
    if ($data.K -le 10000) {
        $alternatives = $data | Measure-FtcNetwork -Radius $Radius -Pretrained $model -HoldOut 5 -Steps $Steps -TimeLimit $TimeLimit
        $alternatives | Export-Csv "$output/radius.csv"
        $alternatives | Export-FtcReport "$output/radius.html" -Title 'Fashion: neurons against radius, and what else would do' -Force
    }

    # What ONNX Runtime says of the model and of the patched file, in five sessions; the worst of them.
    $trial = $result.Patched.Trial
    [pscustomobject]@{
        Images = $data.K; WrongBefore = $trial.WrongBefore; WrongAfter = $trial.WrongAfter; Moved = $trial.Moved; Neurons = $result.Network.Neurons
        Proven = $result.Reports[0].Passed; Seconds = [math]::Round($result.Reports[0].Seconds, 1); Page = Resolve-Path "$output/fashion/report.html" -Relative
    }
}
