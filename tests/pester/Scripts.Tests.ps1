BeforeDiscovery {
    $scripts = @(Get-ChildItem "$PSScriptRoot/../../examples/scripts" -Filter *.ps1 | ForEach-Object Name)
}

BeforeAll {
    $script:folder = Convert-Path "$PSScriptRoot/../../examples/scripts"
    Push-Location -LiteralPath $TestDrive
    $script:given = @{ Csv = "$TestDrive/answers.csv"; Features = 'x0', 'x1' }
    'x0,x1,label,predicted', '0,0,1,1', '0,1,2,2', '1,0,3,1', '1,1,1,1', '2,1,0,2', '2,3,1,1' | Set-Content answers.csv
    # In a process of its own, as a scheduler runs it: exit codes are what counts.
    function Invoke-Script([string] $Name, [string] $Arguments) { pwsh -NoProfile -NonInteractive -Command "& '$folder/$Name' $Arguments; exit `$LASTEXITCODE" }
}

AfterAll { Pop-Location }

Describe 'examples/scripts/<_>' -ForEach $scripts {
    It 'has help with an example' {
        $help = Get-Help "$folder/$_"
        $help.Synopsis | Should -Not -BeNullOrEmpty
        $help.examples.example | Should -Not -BeNullOrEmpty
    }

    It 'has nothing that PSScriptAnalyzer finds' -Skip:(-not (Get-Module -ListAvailable PSScriptAnalyzer)) {
        Invoke-ScriptAnalyzer "$folder/$_" | ForEach-Object { "$($_.RuleName), line $($_.Line): $($_.Message)" } | Should -BeNullOrEmpty
    }
}

Describe 'patch-model.ps1 and release-gate.ps1' {
    It 'patch a model, and let the patch through for the same answers only' {
        Invoke-Script patch-model.ps1 '-Csv answers.csv -Features x0, x1 -OutputPath patch.json' | Should -BeLike 'patch.json mends 2 of 6 answers with * neurons.'
        $LASTEXITCODE | Should -Be 0
        (Import-Csv patch.report.csv).Passed | Should -Be 'True', 'True'

        $told = Invoke-Script release-gate.ps1 '-Patch patch.json -Csv answers.csv -Features x0, x1'
        $LASTEXITCODE | Should -Be 0
        $told | Should -Be 'Exact: right on all 6 samples, largest error 0', 'Float64: right on all 6 samples, largest error 0'

        (Get-Content answers.csv) -replace '^2,3,1,1', '2,3,1,0' | Set-Content later.csv
        $told = Invoke-Script release-gate.ps1 '-Patch patch.json -Csv later.csv -Features x0, x1 -Arithmetic Exact'
        $LASTEXITCODE | Should -Be 1
        $told | Should -Be 'Exact: not right on 1 of 6 samples, largest error 1, at sample 6'
    }

    It 'say what is wrong with their files' {
        Invoke-Script release-gate.ps1 '-Patch nowhere.json -Csv answers.csv -Features x0, x1' | Should -Match 'nowhere.json'
        $LASTEXITCODE | Should -Be 2
        Invoke-Script patch-model.ps1 '-Csv answers.csv -Features x0, x9 -OutputPath none.json' | Should -Match "no patch: .*no column 'x9'"
        $LASTEXITCODE | Should -Be 1
        'none.json' | Should -Not -Exist
    }
}

Describe 'compare-methods.ps1' {
    It 'has a row for each method, those that do not apply last' {
        $rows = & "$folder/compare-methods.ps1" @given -Method FeatureStrips, Hats, FewestKnots
        $rows.Method | Should -HaveCount 3
        $rows[0].Exact | Should -BeTrue
        $rows[0].Neurons | Should -BeLessOrEqual $rows[1].Neurons
        $rows[2].Note | Should -BeLike 'FeatureStrips: the condition*'
    }
}

Describe 'bounds-table.ps1' {
    It 'writes the grid, and says what changed' {
        & "$folder/bounds-table.ps1" -N 1, 100 -K 1000 -Layers 2, 3 | Should -BeNullOrEmpty
        $rows = Import-Csv bounds.csv
        $rows | Should -HaveCount 4
        $rows[2].Upper | Should -Be 300
        (Get-Content bounds.csv -Raw).Replace('"300"', '"301"') | Set-Content bounds.csv
        & "$folder/bounds-table.ps1" -N 1, 100 -K 1000 -Layers 2, 3 | Should -Be 'N = 100, K = 1000, 2 layers: 301..301 is now 300..300'
    }
}

Describe 'sweep-and-plot.ps1' {
    It 'draws what it builds' {
        $rows = & "$folder/sweep-and-plot.ps1" -N 5, 1 -K 60
        $rows.N | Should -Be 1, 5
        foreach ($row in $rows) { $row.Neurons | Should -BeLessOrEqual $row.Upper }
        ([xml](Get-Content neurons.svg -Raw)).svg.polyline | Should -HaveCount 3
        Import-Csv neurons.csv | Should -HaveCount 2
    }
}
