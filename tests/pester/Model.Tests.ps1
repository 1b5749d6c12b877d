BeforeAll {
    Import-Module "$PSScriptRoot/../../FtcTools.psd1"
    $script:model = Convert-Path "$PSScriptRoot/../../examples/onnx-patch/digits-mlp.onnx"
    $script:digits = Convert-Path "$PSScriptRoot/../../examples/quickstart/digits.csv"
}

Describe 'Import-FtcModel' {
    It 'shows inputs, outputs, tensors and what decides' {
        $read = Import-FtcModel $model
        "$($read.Inputs[0].Name) $($read.Inputs[0])" | Should -Be 'x [batch, 64]'
        $read.Outputs[0].Name | Should -Be 'logits'
        $read.Decision.Score | Should -Be 'logits'
        $read.IsBounded | Should -BeTrue
        @($read.Tensors).Size | Should -Contain 32
    }

    It 'takes another of several outputs for the answer' {
        $loans = Convert-Path "$PSScriptRoot/../../examples/loans/loans-lightgbm.onnx"
        $read = Import-FtcModel $loans
        "$($read.Decision)" | Should -Be "the largest of 'ConcatOutputDist', named by 'PredictedLabel.output'"
        $scores = Import-FtcModel $loans -Output Score.output
        "$($scores.Decision)" | Should -Be "'ConcatOutputDist', the values themselves"
        $scores.Outputs.Name | Should -Be $read.Outputs.Name
        # What was chosen goes with the model: it is wrong on as many decisions, and of the features nothing tells a class.
        $samples = "$PSScriptRoot/../../examples/loans/loans.csv"
        (Import-FtcDataset $samples -Label outcome -Pretrained $scores).N | Should -Be 396
        $features = Import-FtcModel $loans -Output Features.output
        $failure = try { $null = Import-FtcDataset $samples -Label outcome -Pretrained $features -ErrorAction Stop } catch { $_ }
        $failure.FullyQualifiedErrorId | Should -BeLike 'FTC0045,*'
    }

    It 'refuses an output that the model does not have, and lists those that it has' {
        $loans = Convert-Path "$PSScriptRoot/../../examples/loans/loans-lightgbm.onnx"
        $failure = try { $null = Import-FtcModel $loans -Output nothing -ErrorAction Stop } catch { $_ }
        $failure.FullyQualifiedErrorId | Should -BeLike 'FTC0045,*'
        "$failure" | Should -BeLike "*'loans-lightgbm.onnx' has no output 'nothing'; it has*Score.output*PredictedLabel.output*"
    }

    It 'measures how far tensors move' {
        $data = Import-FtcDataset $digits -Features x0..x63 -Label label -Pretrained $model -Classification
        $noise = Import-FtcModel $model -Noise $data
        $noise.Tensor | Should -Contain 'logits'
        $noise | ForEach-Object { $_.Noise | Should -BeLessThan 0.001 }
    }
}

Describe 'A side network at a tensor on the way' {
    It 'reads it, and is written there' {
        $read = Import-FtcModel $model
        $tensor = @($read.Tensors | Where-Object { $_.Operator -eq 'Relu' })[0].Name
        $data = Import-FtcDataset $digits -Features x0..x63 -Label label -Pretrained $read -At $tensor
        $data.Inputs | Should -Be 32
        $data.N | Should -BeGreaterOrEqual 98
        $g = $data | New-FtcNetwork -Method Slabs
        $g | Export-FtcNetwork "$TestDrive/patched.onnx" -Pretrained $read
        (Import-FtcModel "$TestDrive/patched.onnx").Outputs[0].Name | Should -Be 'logits'
    }

    It 'refuses a tensor that is none' {
        $failure = try { $null = Import-FtcDataset $digits -Features x0..x63 -Label label -Pretrained $model -At nothing -ErrorAction Stop } catch { $_ }
        $failure.FullyQualifiedErrorId | Should -BeLike 'FTC0045,*'
    }
}
