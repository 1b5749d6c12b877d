BeforeDiscovery {
    $slurm = $env:SLURM_CONF -and (Get-Command sbatch -CommandType Application -ErrorAction Ignore)
}

BeforeAll {
    Import-Module "$PSScriptRoot/../../FtcTools.psd1"
    Push-Location -LiteralPath $TestDrive
    function Get-Failure([scriptblock] $Script) {
        try { $null = & $Script -ErrorAction Stop } catch { return $_ }
        throw 'no error came'
    }
    function Get-Text($Network) {
        $Network | Export-FtcNetwork (Join-Path $TestDrive 'shards.json') -Force
        Get-Content (Join-Path $TestDrive 'shards.json') -Raw
    }
    $script:data = New-FtcDataset -Gaussian -N 8 -K 800 -Dimension 8 -Seed 3
    $script:ships = @{ Precision = 'Float32'; Untouched = 'Exact' }
}

AfterAll { Pop-Location }

Describe '-Shards' {
    It 'makes the same network and report for any number of them' {
        $one = $data | New-FtcNetwork @ships -Shards 1
        foreach ($shards in 2, 4, 7) { Get-Text ($data | New-FtcNetwork @ships -Shards $shards) | Should -Be (Get-Text $one) }
        $report = $one | Test-FtcNetwork -Arithmetic Float32, Exact -Shards 3
        $report.Passed | Should -Be $true, $false
        $report.Touched | Should -Be 0, 0
        $report[0].Mismatches | Should -Be ($one | Test-FtcNetwork -Arithmetic Float32).Mismatches
        $one | Test-FtcNetwork -Arithmetic Float32 -Shards 2 -Quiet | Should -BeTrue
    }

    It 'refuses <Name>' -ForEach @(
        @{ Name = 'Slurm without a number'; Words = 'with -Shards'; Script = { $data | New-FtcNetwork -Engine Slurm } }
        @{ Name = 'no shard'; Words = 'valid are 1 to 800'; Script = { $data | New-FtcNetwork -Shards 0 } }
        @{ Name = 'a folder that nobody writes'; Words = '-OutputPath is for -Engine Slurm'; Script = { $data | New-FtcNetwork -Shards 2 -OutputPath x } }
        @{ Name = 'a folder that is missing'; Words = 'need a folder'; Script = { $data | New-FtcNetwork -Shards 2 -Engine Slurm } }
        @{ Name = 'a reach'; Words = 'without shards'; Script = { $data | New-FtcNetwork -Shards 2 -Reach 0.5 } }
        @{ Name = 'a reach that is chosen'; Words = 'without'; Script = { $data | New-FtcNetwork -Shards 2 -Reach Auto } }
    ) {
        $failure = Get-Failure $Script
        $failure.FullyQualifiedErrorId | Should -BeLike 'FTC0034,*'
        $failure.Exception.Message | Should -Match ([regex]::Escape($Words))
    }

    It 'says what Slurm needs, and writes nothing' {
        $path, $env:PATH = $env:PATH, $TestDrive
        try { $failure = Get-Failure { $data | New-FtcNetwork -Shards 2 -Engine Slurm -OutputPath run } }
        finally { $env:PATH = $path }
        $failure.FullyQualifiedErrorId | Should -BeLike 'FTC0068,*'
        'run' | Should -Not -Exist
    }

    It 'asks tasks of Slurm, and leaves nothing behind' -Skip:(-not $slurm) {
        $network = $data | New-FtcNetwork @ships -Shards 3 -Engine Slurm -OutputPath run
        Get-Text $network | Should -Be (Get-Text ($data | New-FtcNetwork @ships -Shards 1))
        ($network | Test-FtcNetwork -Arithmetic Float32 -Shards 3 -Engine Slurm -OutputPath run).Passed | Should -BeTrue
        'run' | Should -Not -Exist
    }
}
