BeforeAll {
    Import-Module "$PSScriptRoot/../../FtcTools.psd1"
    Push-Location -LiteralPath $TestDrive
    function Get-Failure([scriptblock] $Script) {
        try { $null = & $Script -ErrorAction Stop } catch { return $_ }
        throw 'no error came'
    }
    $script:data = New-FtcDataset -Gaussian -N 20 -K 300 -Dimension 4
    $script:some = $data.Withdraw($data.T[15..19])
    $script:network = $some | New-FtcNetwork -Untouched Exact
}

AfterAll { Pop-Location }

Describe 'Update-FtcNetwork' {
    It 'adds edits and leaves the others as they are' {
        $updated = $network | Update-FtcNetwork -Dataset $data
        $updated | Test-FtcNetwork -Arithmetic Exact, Float64 -Quiet | Should -BeTrue
        ($updated | Test-FtcNetwork -Arithmetic Float64, Float32).Touched | Should -Be 0, 0
        $updated.Dataset.N | Should -Be 20
        $before, $after = $network, $updated | ForEach-Object { , @($_ | Invoke-FtcNetwork -Dataset $data -Arithmetic Float32) }
        foreach ($sample in 1..300) {
            if ($sample -in $data.T[15..19]) { continue }
            if ($sample -notin $some.T) { $after[$sample - 1].Value | Should -Be 0 }
            [Math]::Abs($after[$sample - 1].Value - $before[$sample - 1].Value) | Should -BeLessThan 1e-5
        }
    }

    It 'withdraws edits' {
        $updated = $network | Update-FtcNetwork -Withdraw $some.T[0, 3]
        ($updated | Test-FtcNetwork).Passed | Should -BeTrue
        $updated.Dataset.N, $updated.Origin.N | Should -Be 13, 13
        $updated.Dataset.T | Should -Not -Contain $some.T[3]
    }

    It 'adds samples that were not there' {
        $more = 1..3 | ForEach-Object { [pscustomobject]@{ X = 20 * $_; Z = 1 } } | New-FtcDataset -Feature X -Residual Z
        $updated = New-FtcNetwork -T 2, 4, 9 -Untouched Exact | Update-FtcNetwork -Add $more
        $updated.Dataset.K, $updated.Dataset.N | Should -Be 19, 6
        ($updated | Test-FtcNetwork).Passed | Should -BeTrue
    }

    It 'keeps a radius' {
        $g = $some | New-FtcNetwork -Radius 0.01 -Norm Two
        $updated = $g | Update-FtcNetwork -Dataset $data
        $updated.Origin.Radius, $updated.Origin.Norm | Should -Be 0.01, 'Two'
        foreach ($report in $updated | Test-FtcNetwork -Arithmetic Exact, Float32) {
            $report.Passed, $report.N, $report.Norm | Should -Be $true, 20, 'Two'
            $report.Radius | Should -BeGreaterOrEqual 0.00999
        }
    }

    It 'keeps a reach' {
        $updated = $some | New-FtcNetwork -Reach 0.5 | Update-FtcNetwork -Dataset $data
        $updated.Origin.Reach, $updated.Origin.Radii.Count | Should -Be 0.5, 20
        ($updated | Test-FtcNetwork).Passed | Should -BeTrue
    }

    It 'hints at what updates have left, and builds it anew where that pays' {
        # A unit for each edit, where a fresh network has one for up to four.
        $many = $data | New-FtcNetwork -Method Polytope | Update-FtcNetwork -Withdraw $data.T[0] -WarningAction Ignore -WarningVariable hints
        $compact = $many | Update-FtcNetwork -Compact -Verbose 4>&1
        $said, $compact = $compact.Where({ $_ -is [Management.Automation.VerboseRecord] }), $compact.Where({ $_ -isnot [Management.Automation.VerboseRecord] })[0]
        $compact.Neurons | Should -BeLessThan $many.Neurons
        "$hints" | Should -Match "has $($many.Neurons) neurons .* -Compact"
        "$said" | Should -Match "$($many.Neurons - $compact.Neurons) neurons are saved"
        ($compact | Test-FtcNetwork -Arithmetic Exact, Float64).Passed | Should -Be $true, $true
        ($compact | Test-FtcNetwork -Arithmetic Float64, Float32).Touched | Should -Be 0, 0
        $compact.Dataset.T | Should -Be $data.T[1..19]
        ($compact | Update-FtcNetwork -Withdraw $data.T[1] | Test-FtcNetwork).Passed | Should -BeTrue
    }

    It 'keeps the day until which edits are to hold, and warns with FTC0046 when it is past' {
        $until = $some | New-FtcNetwork -Untouched Exact -Until 2020-02-03
        "$($until.Origin.Until.ToString('o'))" | Should -Be 2020-02-03
        ($until | Update-FtcNetwork -Dataset $data -Until 2030-01-01).Origin.Until.Year | Should -Be 2020
        $until | Export-FtcNetwork until.json
        $report = Import-FtcNetwork until.json | Test-FtcNetwork -Dataset $some -WarningVariable told -WarningAction Ignore
        $report.Passed | Should -BeTrue
        "$told" | Should -Match '^FTC0046: .* until 2020-02-03'
        $null = $some | New-FtcNetwork -Until 2199-01-01 | Test-FtcNetwork -WarningVariable nothing
        $nothing.Count | Should -Be 0
        Set-Content bad.json ((Get-Content until.json -Raw) -replace '2020-02-03', '2020-02-31')
        (Get-Failure { Import-FtcNetwork bad.json @args }).FullyQualifiedErrorId | Should -BeLike 'FTC0021,*'
    }

    It 'warns at the line of an experiment whose day is past, or that has an old name of a key (FTC0009)' {
        "experiment: e`ndataset: { line: { T: [2, 4] } }`nnetwork:`n  ease: 1`n  until: 2020-02-03" | Set-Content old.ftc.yaml
        $null = Import-FtcExperiment old.ftc.yaml -WarningVariable told -WarningAction Ignore
        $told | Should -HaveCount 2
        "$($told[0])" | Should -BeLike 'FTC0009: old.ftc.yaml(4,3): *'
        "$($told[1])" | Should -BeLike 'FTC0046: old.ftc.yaml(5,10): *'
    }

    It 'says that it was updated' {
        $updated = $network | Update-FtcNetwork -Dataset $data -Seed 5
        $updated.Origin.Method | Should -BeLike '* (updated)'
        $updated.Origin.Source | Should -BeLike '* (updated)'
        $updated.Origin.Seed, $updated.Origin.K, $updated.Origin.N | Should -Be 5, 300, 20
    }

    It 'updates a network from a file when it gets all samples' {
        $network | Export-FtcNetwork patch.json
        (Import-FtcNetwork patch.json | Update-FtcNetwork -Dataset $data | Test-FtcNetwork).Passed | Should -BeTrue
        (Get-Failure { Import-FtcNetwork patch.json | Update-FtcNetwork -Withdraw 3 @args }).FullyQualifiedErrorId | Should -BeLike 'FTC0034,*'
        (Get-Failure { Import-FtcNetwork patch.json | Update-FtcNetwork -Add $data @args }).FullyQualifiedErrorId | Should -BeLike 'FTC0034,*'
    }

    It 'refuses <name> with <code>, and gives nothing' -ForEach @(
        @{ Name = 'two layers'; Code = 'FTC0031'; Script = { $data | New-FtcNetwork -Layers 2 | Update-FtcNetwork -Dataset $some @args } }
        @{ Name = 'units that answer beyond their edits'; Code = 'FTC0031'; Script = { $data | New-FtcNetwork -Method Sawtooth | Update-FtcNetwork -Dataset $some @args } }
        @{ Name = 'a dataset of another shape'; Code = 'FTC0033'; Script = { $network | Update-FtcNetwork -Dataset (New-FtcDataset -Line -T 2) @args } }
        @{ Name = 'samples of another shape'; Code = 'FTC0033'; Script = { $network | Update-FtcNetwork -Add (New-FtcDataset -Line -T 2) @args } }
        @{ Name = 'a sample that is not there'; Code = 'FTC0018'; Script = { $network | Update-FtcNetwork -Withdraw 301 @args } }
        @{ Name = 'a sample that is not edited'; Code = 'FTC0034'; Script = { $network | Update-FtcNetwork -Withdraw $data.T[15] @args } }
    ) {
        (Get-Failure $Script).FullyQualifiedErrorId | Should -Be "$Code,FtcTools.PowerShell.UpdateFtcNetworkCommand"
        & $Script -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
    }
}
