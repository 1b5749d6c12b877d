<#
Patches a real ONNX model: wrong on 98 of 1,797 digits before, on none afterwards, and every other logit is what it was, bit for bit.

    dotnet build src/FtcTools.PowerShell; pwsh examples/onnx-patch/patch.ps1
#>
$ErrorActionPreference = 'Stop'
Import-Module "$PSScriptRoot/../../FtcTools.psd1"

$digits = @{ Path = "$PSScriptRoot/../quickstart/digits.csv"; Features = 'x0..x63'; Label = 'label'; Classification = $true }
$patched = "$PSScriptRoot/ftc/digits-patched.onnx"

# The model itself answers for every row; its argmax is wrong on N of K.
$before = Import-FtcDataset @digits -Pretrained "$PSScriptRoot/digits-mlp.onnx"

# A side network for those, in float32, that is zero to the last bit on all others.
$g = $before | New-FtcNetwork -Untouched Exact -Precision Float32

# model + g as one graph, written only if it is proven for every order of summation.
$g | Export-FtcNetwork $patched -Pretrained "$PSScriptRoot/digits-mlp.onnx"

# The patched file, read like any model.
$after = Import-FtcDataset @digits -Pretrained $patched

[pscustomobject]@{ WrongBefore = $before.N; WrongAfter = $after.N; Neurons = $g.Neurons; Model = (Resolve-Path $patched -Relative) }
