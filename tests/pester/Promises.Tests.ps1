# The lines of the design, word for word.
BeforeDiscovery {
    $digits = Get-ChildItem "$PSScriptRoot/../../examples" -Recurse -File -Filter digits.csv -ErrorAction Ignore | Select-Object -First 1
}

BeforeAll {
    Import-Module "$PSScriptRoot/../../FtcTools.psd1"
    Push-Location -LiteralPath $TestDrive
}

AfterAll { Pop-Location }

Describe 'Promises' {
    It 'builds and proves from T alone' {
        $report = New-FtcNetwork -Layers 3 -T 2,4,9 | Test-FtcNetwork
        $report.Passed | Should -BeTrue
        $report.Layers, $report.K, $report.N, $report.Mismatches | Should -Be 3, 16, 3, 0
    }

    It 'exports bounds' {
        Get-FtcBounds -N 50 -K 500 | Export-Csv bounds.csv
        $rows = Import-Csv bounds.csv
        $rows.Layers | Should -Be '2', '3'
        $rows.ForEach({ [double]$_.Lower -le [double]$_.Upper }) | Should -Not -Contain $false
        Get-Content bounds.csv -Raw | Should -Not -Match 'System\.'
    }

    It 'patches and proves a model from a CSV file' -Skip:(-not $digits) {
        Copy-Item (Get-ChildItem "$PSScriptRoot/../../examples" -Recurse -File -Filter digits.csv | Select-Object -First 1) digits.csv
        $report = Import-FtcDataset digits.csv -Features x0..x63 -Label label -Prediction predicted | New-FtcNetwork | Test-FtcNetwork
        $report.Passed | Should -BeTrue
        $report.K, $report.N, $report.Mismatches | Should -Be 1797, 98, 0
    }

    It 'patches a model of words at what its trees read' {
        Get-Content "$PSScriptRoot/../../examples/loans/loans.csv" -TotalCount 201 | Set-Content loans.csv
        Copy-Item "$PSScriptRoot/../../examples/loans/loans-lightgbm.onnx" .
        $wrong = (Import-FtcDataset loans.csv -Label outcome -Pretrained loans-lightgbm.onnx -At Features.output).N
        $wrong | Should -BeGreaterThan 5
        Import-FtcDataset loans.csv -Label outcome -Pretrained loans-lightgbm.onnx -At Features.output | New-FtcNetwork | Export-FtcNetwork patched.onnx -Pretrained loans-lightgbm.onnx
        (Import-FtcDataset loans.csv -Label outcome -Pretrained patched.onnx -At Features.output).N | Should -Be 0
    }

    It 'patches a convolutional model at its features' -Tag Slow {
        $examples = "$PSScriptRoot/../../examples"
        Copy-Item "$examples/fashion/images-idx3-ubyte.gz" t10k-images-idx3-ubyte.gz
        Copy-Item "$examples/fashion/labels-idx1-ubyte.gz" t10k-labels-idx1-ubyte.gz
        Copy-Item "$examples/fashion-cnn/fashion-cnn.onnx" .
        Import-FtcDataset t10k-images-idx3-ubyte.gz -Label t10k-labels-idx1-ubyte.gz -Pretrained fashion-cnn.onnx -At /Flatten_output_0 -Classification | New-FtcNetwork -Radius 1e-4 | Export-FtcNetwork patched.onnx -Pretrained fashion-cnn.onnx
        (Import-FtcDataset t10k-images-idx3-ubyte.gz -Label t10k-labels-idx1-ubyte.gz -Pretrained patched.onnx -At /Flatten_output_0 -Classification).N | Should -Be 0
    }

    It 'makes a grid of bounds from the pipeline' {
        1..500 | ForEach-Object { [pscustomobject]@{ N = $_; K = 1000 } } | Get-FtcBounds -Layers 2,3 | Export-Csv grid.csv
        (Import-Csv grid.csv).Count | Should -Be 1000
    }

    It 'patches a model of one''s own with the lines of the README' {
        $examples = "$PSScriptRoot/../../examples"
        Get-Content "$examples/quickstart/digits.csv" -TotalCount 301 | Set-Content mine.csv
        Copy-Item "$examples/onnx-patch/digits-mlp.onnx" model.onnx
        $readme = Get-Content "$PSScriptRoot/../../README.md" -Raw
        $block = [regex]::Match($readme, '(?s)## A model and a CSV file of your own\n.*?```powershell\nImport-Module ./FtcTools.psd1\n(.*?)```').Groups[1].Value
        $block | Should -Not -BeNullOrEmpty
        $reports = Invoke-Expression $block
        $reports.Passed | Should -Be $true, $true
        (Import-FtcDataset mine.csv -Features x0..x63 -Label label -Pretrained patched.onnx -Classification).N | Should -Be 0
    }
}
