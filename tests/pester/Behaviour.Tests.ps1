BeforeAll {
    Import-Module "$PSScriptRoot/../../FtcTools.psd1"
    Push-Location -LiteralPath $TestDrive
    $script:g = New-FtcNetwork -T 2, 4, 9 -Untouched Exact
    'experiment: line', 'dataset: { line: { T: [2, 4] } }' | Set-Content line.ftc.yaml
    "x,y,f`n1,0,0`n2,1,0`n3,0,0" | Set-Content data.csv
    function Get-Verbose([scriptblock] $Script) {
        $VerbosePreference = 'Continue'
        @(& $Script 4>&1).Where({ $_ -is [System.Management.Automation.VerboseRecord] }).Message
    }
}

AfterAll { Pop-Location }

Describe 'What writes files' {
    It '<Name> writes nothing with -WhatIf, and what it would with -Confirm:$false' -ForEach @(
        @{ Name = 'Export-FtcNetwork'; File = 'a.json'; Script = { param($how) $g | Export-FtcNetwork a.json @how } }
        @{ Name = 'Export-FtcReport'; File = 'a.csv'; Script = { param($how) $results | Export-FtcReport a.csv @how } }
        @{ Name = 'Invoke-FtcExperiment'; File = 'out/line/report.json'; Script = { param($how) Invoke-FtcExperiment line.ftc.yaml -OutputPath out @how } }
    ) {
        $results = Invoke-FtcExperiment line.ftc.yaml
        & $Script @{ WhatIf = $true } | Should -BeNullOrEmpty
        $File | Should -Not -Exist
        $null = & $Script @{ Confirm = $false }
        $File | Should -Exist
    }

    It 'is what asks before it writes or works for long, and nothing else' {
        (Get-Command -Module FtcTools -CommandType Cmdlet).Where({ $_.Parameters.ContainsKey('WhatIf') }).Name | Sort-Object |
            Should -Be 'Export-FtcNetwork', 'Export-FtcReport', 'Invoke-FtcExperiment', 'New-FtcNetwork', 'Test-FtcNetwork'
    }

    It 'builds and verifies nothing with -WhatIf' {
        New-FtcNetwork -T 2, 4, 9 -WhatIf | Should -BeNullOrEmpty
        $g | Test-FtcNetwork -WhatIf | Should -BeNullOrEmpty
        (New-FtcNetwork -T 2, 4, 9 -Confirm:$false).Neurons | Should -BeGreaterThan 0
    }

    It 'takes samples from the pipeline where the network is named' {
        $data = New-FtcDataset -Line -T 2, 4 -K 8
        $network = $data | New-FtcNetwork
        ($data | Test-FtcNetwork -Network $network).Passed | Should -BeTrue
        @($data | Invoke-FtcNetwork $network).Count | Should -Be 8
    }

    It 'says what is missing, and asks nobody: <Name>' -ForEach @(
        @{ Name = 'a model, to test a region'; Words = '-Pretrained'; Script = { $box | Test-FtcNetwork } }
        @{ Name = 'a model, to mend a region'; Words = '-Pretrained'; Script = { $box | New-FtcNetwork } }
        @{ Name = 'a model, to compare with'; Words = '-Pretrained'; Script = { $g.Dataset | Measure-FtcNetwork -Radius 1 } }
        @{ Name = 'a model, for its tensors'; Words = '-Pretrained'; Script = { $g.Dataset | Measure-FtcNetwork -At x } }
        @{ Name = 'what is to change'; Words = '-Withdraw'; Script = { $g | Update-FtcNetwork } }
        @{ Name = 'answers beside labels'; Words = '-Prediction'; Script = { [pscustomobject]@{ x = 1; y = 2 } | New-FtcDataset -Feature x -Label y } }
    ) {
        $box = New-FtcRegion -Low 0, 0 -High 1, 1 -Class 0
        $ErrorActionPreference = 'Stop'
        $failure = try { & $Script } catch { $_ }
        $failure.FullyQualifiedErrorId | Should -BeLike 'FTC0034,*'
        $failure.Exception.Message | Should -BeLike "*$Words*"
    }

    It 'takes a path on a drive of the session, and brackets as they are' {
        $null = New-PSDrive -Name Out -PSProvider FileSystem -Root $TestDrive -Scope Global
        try {
            $g | Export-FtcNetwork 'Out:/g[1].json'
            'g[1].json' | Should -Not -Exist -Because 'that is a pattern'
            Test-Path -LiteralPath 'g[1].json' | Should -BeTrue
            (Import-FtcNetwork -LiteralPath 'Out:/g[1].json').Neurons | Should -Be $g.Neurons
            Invoke-FtcExperiment line.ftc.yaml | Export-FtcReport 'Out:/r[1].md'
            Test-Path -LiteralPath 'r[1].md' | Should -BeTrue
            $null = Invoke-FtcExperiment Out:/line.ftc.yaml -OutputPath Out:/drive
            'drive/line/report.json' | Should -Exist
        }
        finally { Remove-PSDrive Out }
    }

    It 'does not look at the folder of the process' {
        $null = New-Item -ItemType Directory elsewhere
        Push-Location elsewhere
        try { $g | Export-FtcNetwork here.json }
        finally { Pop-Location }
        'elsewhere/here.json' | Should -Exist
        [Environment]::CurrentDirectory | Should -Not -BeLike '*elsewhere'
    }
}

Describe '-ErrorAction' {
    It 'Stop ends the call, SilentlyContinue goes on and says nothing' {
        { Get-FtcBounds -N 500, 5 -K 10 -ErrorAction Stop } | Should -Throw -ErrorId 'FTC0018,*'
        $said = Get-FtcBounds -N 500, 5 -K 10 -Layers 2 -ErrorAction SilentlyContinue -ErrorVariable kept 2>&1
        $said.N | Should -Be 5
        $kept.Count | Should -Be 1
        $ignored = Get-FtcBounds -N 500, 5 -K 10 -Layers 2 -ErrorAction Ignore -ErrorVariable none
        $ignored.N | Should -Be 5
        $none.Count | Should -Be 0
    }
}

Describe '-Verbose' {
    It 'tells what a file holds and what is wrong in it' {
        Get-Verbose { Import-FtcDataset data.csv -Features x -Label y -Prediction f } |
            Should -Be 'data.csv: K = 3 samples of 1 feature(s) and 1 output(s), of which N = 1 are to be edited: those with z = label - prediction other than 0. The largest |z| is 1.'
        "x,y,a,b`n1,0,2,1`n2,1,2,1`n3,1,0,1" | Set-Content classes.csv
        Get-Verbose { Import-FtcDataset classes.csv -Features x -Label y -Prediction a, b -Classification } |
            Should -BeLike '* N = 1 are to be edited: those whose largest output is not that of their class. An edit leads by the margin 1 at least.'
    }

    It 'tells what was considered' {
        Get-Verbose { New-FtcNetwork -T 2, 4, 9 } | Should -Contain 'FewestKnots (2 layers, 6 neurons): verified'
    }

    It 'tells what a verdict means' {
        @(Get-Verbose { $g | Test-FtcNetwork -Arithmetic Float32 -Quiet })[0] | Should -Be 'Float32: allowed is an error of 0.001 times the largest |z|, which is 1, in any order of summation.'
        @(Get-Verbose { $g | Test-FtcNetwork -Arithmetic Float32 -Tolerance 1e-30 -Quiet })[-1] | Should -BeLike 'Float32: not proven on 3 of 16 samples; sample * may be off by *'
    }

    It 'tells what is proven on the way out' {
        @(Get-Verbose { $g | Export-FtcNetwork p.cs })[-1] | Should -BeLike '*p.cs: Float64: proven on all 16 samples, *; those that are not edited do not move at all.'
        @(Get-Verbose { $g | Export-FtcNetwork p.cs -Unproven -Dataset $g.Dataset })[-1] | Should -BeLike '*p.cs: *'
        @(Get-Verbose { $g | Export-FtcNetwork p.json })[-1] | Should -BeLike '*p.json: exact weights as they are*'
    }

    It 'tells what was updated' {
        Get-Verbose { $g | Update-FtcNetwork -Withdraw 4 } | Should -BeLike '9 neurons for 3 edits became 6 for 2: *'
    }

    It 'tells what runs' {
        Get-Verbose { Invoke-FtcExperiment line.ftc.yaml -ThrottleLimit 2 } | Should -Contain 'line: 1 cell(s), 2 at a time, results to the pipeline alone.'
    }
}

Describe '-Quiet' {
    It 'gives one bool a network, whatever is asked' {
        $wrong = New-FtcDataset -Line -T 2, 4, 8
        @($g, $g | Test-FtcNetwork -Arithmetic Exact, Float64 -Quiet) | Should -Be $true, $true
        @($g | Test-FtcNetwork -Arithmetic Float64, Exact -Dataset $wrong -Quiet) | Should -Be $false
    }
}
