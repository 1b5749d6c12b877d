BeforeAll {
    Import-Module "$PSScriptRoot/../../FtcTools.psd1"
    Push-Location -LiteralPath $TestDrive
    function Get-Failure([scriptblock] $Script) {
        try { $null = & $Script -ErrorAction Stop } catch { return $_ }
        throw 'no error came'
    }
    Set-Content line.ftc.yaml @'
experiment: line
dataset: { line: { T: [2, 4, 9] } }
network:
  layers: [2, 3]
test:
  arithmetic: [exact, float64]
expect:
  passed: true
'@
}

AfterAll { Pop-Location }

Describe 'Import-FtcExperiment' {
    It 'reads a grid and runs nothing' {
        $experiment = Import-FtcExperiment line.ftc.yaml
        $experiment.Name | Should -Be 'line'
        $experiment.Cells.Count | Should -Be 2
    }

    It 'takes patterns, literal paths and the pipeline' {
        (Import-FtcExperiment *.ftc.yaml).Name | Should -Be 'line'
        (Import-FtcExperiment -LiteralPath line.ftc.yaml).Name | Should -Be 'line'
        (Get-Item line.ftc.yaml | Import-FtcExperiment).Name | Should -Be 'line'
    }

    It 'takes other values' {
        (Import-FtcExperiment line.ftc.yaml -Set @{ 'network.layers' = 2 }).Cells.Count | Should -Be 1
        (Import-FtcExperiment line.ftc.yaml -Set @{ 'dataset.line.K' = 16, 32, 64 }).Cells.Count | Should -Be 6
    }

    It 'refuses <name> with <code> at line <line>' -ForEach @(
        @{ Name = 'what is no YAML'; Code = 'FTC0001'; Line = 2; Text = "experiment: a`ndataset: { line: [`n" }
        @{ Name = 'an unknown key'; Code = 'FTC0002'; Line = 2; Text = "experiment: a`nnetwerk: { }`ndataset: { line: { T: 2 } }" }
        @{ Name = 'a doubled key'; Code = 'FTC0003'; Line = 3; Text = "experiment: a`ndataset: { line: { T: 2 } }`ndataset: { line: { T: 3 } }" }
        @{ Name = 'a wrong value'; Code = 'FTC0004'; Line = 3; Text = "experiment: a`ndataset: { line: { T: 2 } }`nnetwork: { layers: many }" }
    ) {
        Set-Content bad.ftc.yaml $Text
        $failure = Get-Failure { Import-FtcExperiment bad.ftc.yaml }
        $failure.FullyQualifiedErrorId | Should -Be "$Code,FtcTools.PowerShell.ImportFtcExperimentCommand"
        if ($Code -ne 'FTC0001') {
            $failure.TargetObject.Line | Should -Be $Line
            $failure.TargetObject.LineText | Should -Be ($Text -split "`n")[$Line - 1]
        }
        $failure.TargetObject.StartColumn | Should -BeGreaterThan 0
        "$failure" | Should -Match 'bad\.ftc\.yaml\(\d+,\d+\)'
    }

    It 'refuses an experiment without a dataset, and a file that does not exist' {
        Set-Content bad.ftc.yaml 'experiment: a'
        (Get-Failure { Import-FtcExperiment bad.ftc.yaml }).FullyQualifiedErrorId | Should -BeLike 'FTC0005,*'
        (Get-Failure { Import-FtcExperiment nowhere.ftc.yaml }).FullyQualifiedErrorId | Should -BeLike 'FTC0010,*'
        Set-Content bad.ftc.yaml "extends: nowhere.ftc.yaml`nexperiment: a"
        (Get-Failure { Import-FtcExperiment bad.ftc.yaml }).FullyQualifiedErrorId | Should -BeLike 'FTC0006,*'
    }

    It 'shows the offending line' {
        Set-Content bad.ftc.yaml "experiment: a`nnetwerk: { }`ndataset: { line: { T: 2 } }"
        $shown = pwsh -NoProfile -NonInteractive -Command "Import-Module '$PSScriptRoot/../../FtcTools.psd1'; Import-FtcExperiment '$TestDrive/bad.ftc.yaml'" 2>&1 | Out-String
        $shown | Should -Match '2 \|.*netwerk: \{ \}'
    }
}

Describe 'Invoke-FtcExperiment' {
    It 'gives one result for each cell' {
        $results = Invoke-FtcExperiment line.ftc.yaml
        $results.Count | Should -Be 2
        $results.Succeeded | Should -Not -Contain $false
        $results[0].Reports.Count | Should -Be 2
        $results.Network.Layers.Count | Should -Not -BeNullOrEmpty
    }

    It 'takes literal paths, files and experiments of the pipeline' {
        (Invoke-FtcExperiment -LiteralPath line.ftc.yaml).Count | Should -Be 2
        (Get-Item line.ftc.yaml | Invoke-FtcExperiment).Count | Should -Be 2
        (Import-FtcExperiment line.ftc.yaml | Invoke-FtcExperiment).Count | Should -Be 2
    }

    It 'takes other values' { @(Invoke-FtcExperiment line.ftc.yaml -Set @{ 'network.layers' = 2 }).Count | Should -Be 1 }

    It 'gives the same in the same order, however many run at once' {
        $one, $four = 1, 4 | ForEach-Object { , @(Invoke-FtcExperiment line.ftc.yaml -Set @{ 'dataset.line.K' = 16, 32, 64, 128 } -ThrottleLimit $_) }
        $four.Name | Should -Be $one.Name
        $four.Network.Neurons | Should -Be $one.Network.Neurons
        (Get-Failure { Invoke-FtcExperiment line.ftc.yaml -ThrottleLimit 0 }).FullyQualifiedErrorId | Should -BeLike 'FTC0034,*'
    }

    It 'writes only with -OutputPath' {
        $null = Invoke-FtcExperiment line.ftc.yaml -OutputPath out
        'out/line/report.json', 'out/line/report.csv', 'out/line/report.html' | ForEach-Object { $_ | Should -Exist }
        (Get-ChildItem out/line/networks).Count | Should -Be 2
        (Get-ChildItem -Directory).Name | Should -Be 'out'
    }

    It 'runs nothing with -WhatIf' {
        Invoke-FtcExperiment line.ftc.yaml -OutputPath other -WhatIf | Should -BeNullOrEmpty
        'other' | Should -Not -Exist
    }

    It 'does not let two experiments of one name write to one folder' {
        Copy-Item line.ftc.yaml twin.ftc.yaml
        $results = Invoke-FtcExperiment line.ftc.yaml, twin.ftc.yaml -OutputPath out2 -ErrorVariable errors -ErrorAction SilentlyContinue
        $results.Count | Should -Be 2
        $errors.FullyQualifiedErrorId | Should -Be 'FTC0008,FtcTools.PowerShell.InvokeFtcExperimentCommand'
        Remove-Item twin.ftc.yaml
    }

    It 'makes a broken expectation an error at its line, and goes on' {
        Set-Content broken.ftc.yaml "experiment: broken`ndataset: { line: { N: 10, K: 100 } }`nnetwork: { layers: [2, 3] }`nexpect:`n  neurons: ""<= 20"""
        $results = Invoke-FtcExperiment broken.ftc.yaml -ErrorVariable errors -ErrorAction SilentlyContinue
        $results.Count | Should -Be 2
        $errors.Count | Should -Be 1
        $errors[0].FullyQualifiedErrorId | Should -Be 'FTC0007,FtcTools.PowerShell.InvokeFtcExperimentCommand'
        $errors[0].TargetObject.Line | Should -Be 5
        $results.Where({ -not $_.Succeeded }).Count | Should -Be 1
    }

    It 'streams: what comes behind can stop it' {
        $first = Invoke-FtcExperiment line.ftc.yaml -Set @{ 'dataset.line.K' = 16..4000 } -OutputPath out3 -ThrottleLimit 1 | Select-Object -First 1
        $first.Name | Should -Match '16'
        (Get-ChildItem out3/line/networks).Count | Should -BeLessThan 2000
        'out3/line/report.json' | Should -Not -Exist
    }

    It 'refuses a folder that cannot be written' {
        Set-Content file 'in the way'
        (Get-Failure { Invoke-FtcExperiment line.ftc.yaml -OutputPath file/out }).FullyQualifiedErrorId | Should -BeLike 'FTC0020,*'
    }

    It 'goes on where a run was stopped, and does not start over by accident' {
        $sweep = @{ 'dataset.line.K' = 16..115 }
        $null = Invoke-FtcExperiment line.ftc.yaml -Set $sweep -OutputPath out4 -ThrottleLimit 1 | Select-Object -First 1
        $finished = @(Get-Content out4/line/results.jsonl | Select-Object -Skip 1)
        $finished.Count | Should -BeGreaterThan 0
        if ($finished.Count -lt 200) {
            (Get-Failure { Invoke-FtcExperiment line.ftc.yaml -Set $sweep -OutputPath out4 }).FullyQualifiedErrorId | Should -BeLike 'FTC0066,*'
        }
        (Invoke-FtcExperiment line.ftc.yaml -Set $sweep -OutputPath out4 -Resume).Count | Should -Be 200
        $lines = @(Get-Content out4/line/results.jsonl | Select-Object -Skip 1)
        $lines.Count | Should -Be 200
        $lines[0..($finished.Count - 1)] | Should -Be $finished
        (Get-Failure { Invoke-FtcExperiment line.ftc.yaml -OutputPath out4 -Resume }).FullyQualifiedErrorId | Should -BeLike 'FTC0065,*'
        (Invoke-FtcExperiment line.ftc.yaml -OutputPath out4 -Force).Count | Should -Be 2
    }

    It 'reads the network of an earlier run from its file' {
        $null = Invoke-FtcExperiment line.ftc.yaml -OutputPath out5
        $result = @(Invoke-FtcExperiment line.ftc.yaml -OutputPath out5 -Resume)[0]
        $result.Network.Neurons | Should -Be $result.Reports[0].Neurons
        $result.Origin.Method | Should -Be $result.Network.Origin.Method
    }

    It 'asks for -Force before a grid of more than 10^6 cells' {
        $large = @{ 'network.seed' = 1..1001; 'dataset.line.K' = 16..1015 }
        $failure = Get-Failure { Invoke-FtcExperiment line.ftc.yaml -Set $large }
        $failure.FullyQualifiedErrorId | Should -BeLike 'FTC0064,*'
        (Invoke-FtcExperiment line.ftc.yaml -Set $large -Force | Select-Object -First 1).Name | Should -Match 'K-16'
    }

    It 'says what Slurm needs' {
        (Get-Failure { Invoke-FtcExperiment line.ftc.yaml -Engine Slurm }).FullyQualifiedErrorId | Should -BeLike 'FTC0034,*'
        (Get-Failure { Invoke-FtcExperiment line.ftc.yaml -SlurmOption --mem=1G }).FullyQualifiedErrorId | Should -BeLike 'FTC0034,*'
        $path, $env:PATH = $env:PATH, $TestDrive
        try { $failure = Get-Failure { Invoke-FtcExperiment line.ftc.yaml -Engine Slurm -OutputPath out6 } }
        finally { $env:PATH = $path }
        $failure.FullyQualifiedErrorId | Should -BeLike 'FTC0068,*'
        'out6' | Should -Not -Exist
    }

    It 'keeps YamlDotNet to itself, whatever version a session has' {
        $names = pwsh -NoProfile -NonInteractive -Command "Import-Module '$PSScriptRoot/../../FtcTools.psd1'; `$null = Import-FtcExperiment '$TestDrive/line.ftc.yaml'; [System.Runtime.Loader.AssemblyLoadContext]::Default.Assemblies.GetName().Name"
        $names | Should -Not -Contain 'YamlDotNet'
    }
}
