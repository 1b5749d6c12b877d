<#
What patches do to inputs that nobody listed: the digits and the loans of this repository and, where the 10,000 test images of Fashion-MNIST are at hand,
a convolutional network at its features. Five folds each: the curve by which a reach is chosen, what else would do, and the advice. All on one page.

    ./examples/unseen/unseen.ps1
    ./examples/unseen/unseen.ps1 -Data ~/fashion -Only fashion-cnn
#>
param(
    # The folder of t10k-images-idx3-ubyte.gz and t10k-labels-idx1-ubyte.gz.
    [string] $Data = "$PSScriptRoot/../../../shared/data/fashion",
    [ValidateSet('digits', 'loans', 'fashion-cnn')] [string[]] $Only = ('digits', 'loans', 'fashion-cnn'),
    [int] $Folds = 5,
    [int] $Steps = 5000,
    [int] $TimeLimit = 300,
    [string] $OutputPath = $PSScriptRoot
)

Import-Module "$PSScriptRoot/../../FtcTools.psd1"
$examples = "$PSScriptRoot/.."
$images = "$Data/t10k-images-idx3-ubyte.gz"

$sets = [ordered]@{
    digits        = @{
        Model = "$examples/onnx-patch/digits-mlp.onnx"
        Read  = { Import-FtcDataset "$examples/quickstart/digits.csv" -Features x0..x63 -Label label -Pretrained $args[0] -Classification }
    }
    loans         = @{
        Model = "$examples/loans/loans-lightgbm.onnx"
        Read  = { Import-FtcDataset "$examples/loans/loans.csv" -Label outcome -Pretrained $args[0] -At Features.output }
    }
    'fashion-cnn' = @{
        Model = "$examples/fashion-cnn/fashion-cnn.onnx"
        Read  = { Import-FtcDataset $images -Label "$Data/t10k-labels-idx1-ubyte.gz" -Pretrained $args[0] -At /Flatten_output_0 -Classification }
    }
}

function Format-Share($Share, $Low, $High) { if ($null -ne $Share) { [string]::Format([cultureinfo]::InvariantCulture, '{0:0.0} % ({1:0.0} to {2:0.0})', 100 * $Share, 100 * $Low, 100 * $High) } }

$all = foreach ($name in $sets.Keys.Where({ $_ -in $Only })) {
    if ($name -eq 'fashion-cnn' -and -not (Test-Path $images)) { Write-Warning "$images is not there: fashion-cnn is left out."; continue }
    $set = $sets[$name]
    $samples = & $set.Read $set.Model
    $network = $samples | New-FtcNetwork -Reach Auto -TimeLimit $TimeLimit
    $rows = $network | Measure-FtcNetwork -Folds $Folds -Compare -Pretrained $set.Model -Steps $Steps -WarningAction Ignore
    [pscustomobject]@{ Name = $name; Samples = $samples; Network = $network; Rows = $rows }
}

$page = foreach ($one in $all) {
    $patch = $one.Rows[0]
    "## $($one.Name)"
    ''
    "$($one.Samples.N) of $($one.Samples.K) samples are wrong; $($patch.Near) of them have an edit for their nearest neighbour when they are held out. Advice: **$($patch.Advice)**: $($patch.Reason)"
    ''
    '| reach | held out |'
    '| ---: | --- |'
    foreach ($point in $one.Network.Origin.ReachCurve -split '; ') { $reach, $told = $point -split ': '; "| $reach$(if ([double]$reach -eq ($one.Network.Origin.Reach ?? 0)) { ' (chosen)' }) | $told |" }
    ''
    '| alternative | neurons | bytes | seconds | reliability | generality | locality | better | worse | largest move |'
    '| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |'
    foreach ($row in $one.Rows) {
        $cells = @(
            $row.Method; $row.Neurons; $row.Bytes; $row.Seconds.ToString('0.0', [cultureinfo]::InvariantCulture); $row.Reliability.ToString('0.00 %', [cultureinfo]::InvariantCulture)
            Format-Share $row.Generality $row.GeneralityLow $row.GeneralityHigh
            Format-Share $row.Locality $row.LocalityLow $row.LocalityHigh
            $row.Better; $row.Worse; $row.LargestMove.ToString('0.0', [cultureinfo]::InvariantCulture)
        )
        "| $($cells -join ' | ') |"
    }
    ''
}
Set-Content "$OutputPath/unseen.md" @(
    '# What patches do to inputs that nobody listed'
    ''
    "Five folds, or as many as were asked for ($Folds): every sample is held out once, and everything is made anew from the others. Written by unseen.ps1."
    ''
    $page
)
$all | ForEach-Object Rows
