BeforeDiscovery {
    $digits = Get-ChildItem "$PSScriptRoot/../../examples" -Recurse -File -Filter digits-mlp.onnx -ErrorAction Ignore | Select-Object -First 1
}

BeforeAll {
    Import-Module "$PSScriptRoot/../../FtcTools.psd1"
    Push-Location -LiteralPath $TestDrive
    @'
region,income.low,income.high,age.low,age.high,class
no income,0,100,18,99,0
minors,0,1e6,0,17.99,0
'@ | Set-Content rules.csv
}

AfterAll { Pop-Location }

Describe 'Regions' {
    It 'are boxes with a class' {
        $region = New-FtcRegion -Name rule -Low 0, 18 -High 100, 99 -Class 0
        $region.Name, $region.Inputs | Should -Be 'rule', 2
        $region.Requirement.ToString() | Should -Be 'class 0'
    }

    It 'require inequalities, on the part of a box' {
        $region = New-FtcRegion -Low 0, 0 -High 1, 1 -Require 'y1 - y0 > 0 or y2 > y0', 'y2 <= 5' -Inside 'x0 + x1 <= 1.5'
        $region.Requirement.ToString() | Should -Be '(- y0 + y1 > 0 or - y0 + y2 > 0) and - y2 >= -5'
        $region.Inside.Count | Should -Be 1
    }

    It 'come from CSV files' {
        $regions = Import-FtcRegion rules.csv
        $regions.Name | Should -Be 'no income', 'minors'
        $regions[1].High | Should -Be 1e6, 17.99
    }

    It 'come from VNN-LIB files' {
        '(declare-const X_0 Real)', '(declare-const Y_0 Real)', '(assert (>= X_0 0))', '(assert (<= X_0 1))', '(assert (>= Y_0 5))' | Set-Content p.vnnlib
        (Import-FtcRegion p.vnnlib).Requirement.ToString() | Should -Be '- y0 > -5'
    }

    It 'name the place of a mistake' {
        '(declare-const X_0 Real)', '(assert (<= X_0 Z_0))' | Set-Content wrong.vnnlib
        $mistake = { Import-FtcRegion wrong.vnnlib -ErrorAction Stop } | Should -Throw -PassThru
        $mistake.FullyQualifiedErrorId | Should -Be 'FTC0081,FtcTools.PowerShell.ImportFtcRegionCommand'
    }

    It 'that are empty are refused' {
        { New-FtcRegion -Low 1 -High 0 -Class 0 -ErrorAction Stop } | Should -Throw -ErrorId 'FTC0080*'
    }
}

Describe 'A model on a region' -Skip:(-not $digits) {
    BeforeAll {
        Copy-Item (Get-ChildItem "$PSScriptRoot/../../examples" -Recurse -File -Filter digits-mlp.onnx | Select-Object -First 1) model.onnx
        Copy-Item (Get-ChildItem "$PSScriptRoot/../../examples" -Recurse -File -Filter digits.csv | Select-Object -First 1) digits.csv
        $row = Import-Csv digits.csv | Where-Object { $_.predicted -ne $_.label } | Select-Object -First 1
        $image = 0..63 | ForEach-Object { [double]$row."x$_" }
        $script:region = New-FtcRegion -Name image -Low ($image | ForEach-Object { $_ - 0.25 }) -High ($image | ForEach-Object { $_ + 0.25 }) -Class $row.label
    }

    It 'is violated, with an input that says so' {
        $report = $region | Test-FtcNetwork -Pretrained model.onnx -Arithmetic Float32
        $report.Verdict | Should -Be 'Violated'
        $report.Counterexample.Split(' ').Count | Should -Be 64
        $region | Test-FtcNetwork -Pretrained model.onnx -Quiet | Should -BeFalse
    }

    It 'is repaired, proven, exported and proven again' {
        $network = $region | New-FtcNetwork -Pretrained model.onnx
        ($network | Test-FtcNetwork -Pretrained model.onnx -Arithmetic Exact, Float64, Float32).Verdict | Should -Be 'Holds', 'Holds', 'Holds'
        $network | Export-FtcNetwork g.json
        (Import-FtcNetwork g.json | Test-FtcNetwork -Region $region -Pretrained model.onnx).Verdict | Should -Be 'Holds'
        $network | Export-FtcNetwork patched.onnx -Pretrained model.onnx
        ($region | Test-FtcNetwork -Pretrained patched.onnx -TimeLimit 1).Verdict | Should -Not -Be 'Violated'
    }

    It 'needs the model' {
        $network = $region | New-FtcNetwork -Pretrained model.onnx -Form Whole
        { $network | Test-FtcNetwork -ErrorAction Stop } | Should -Throw -ErrorId 'FTC0034*'
        { $network | Export-FtcNetwork g.cs -ErrorAction Stop } | Should -Throw -ErrorId 'FTC0055*'
    }

    It 'is not asked for two classes at once' {
        $other = New-FtcRegion -Name other -Low $region.Low -High $region.High -Class ((($region.Requirement.Class) + 1) % 10)
        { $region, $other | New-FtcNetwork -Pretrained model.onnx -ErrorAction Stop } | Should -Throw -ErrorId 'FTC0082*'
    }
}
