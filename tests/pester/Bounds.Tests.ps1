BeforeAll {
    Import-Module "$PSScriptRoot/../../FtcTools.psd1"
    function Get-Failure([scriptblock] $Script) {
        try { $null = & $Script -ErrorAction Stop } catch { return $_ }
        throw 'no error came'
    }
}

Describe 'Get-FtcBounds' {
    It 'asks about 2 and 3 layers by default' { (Get-FtcBounds 50 500).Layers | Should -Be 2, 3 }

    It 'gives every combination' { (Get-FtcBounds -N 1, 2 -K 10, 20, 30 -Layers 2, 3, 4).Count | Should -Be 18 }

    It 'takes properties from the pipeline' {
        $rows = [pscustomobject]@{ N = 3; K = 30; Layers = 2, 3 }, [pscustomobject]@{ N = 4; K = 40; Layers = 3 } | Get-FtcBounds
        $rows.N | Should -Be 3, 3, 4
    }

    It 'takes datasets, and its own rows' {
        (New-FtcDataset -Line -T 2, 4, 9 | Get-FtcBounds -Layers 2).N | Should -Be 3
        (Get-FtcBounds 3 30 -Layers 2 | Get-FtcBounds).Layers | Should -Be 2
    }

    It 'is about general position with -Dimension' { (Get-FtcBounds 50 500 -Layers 2 -Dimension 10).Dimension | Should -Be 10 }

    It 'knows the widths for a million samples of a thousand classes' {
        $row = Get-FtcBounds -N 1000000 -Classes 1000
        $row.PaperWidths, $row.Widths, $row.PaperUpper, $row.Upper | Should -Be '2000-2000-4000', '1415-1414-1000', 8000, 3829
        (Get-Failure { Get-FtcBounds -N 100 -Classes 1 -ErrorAction Stop }).Exception.Message | Should -Be '1 class(es): valid is 2 or more.'
    }

    It 'is about other activations with -Pieces' {
        $rows = Get-FtcBounds -N 1000 -K 1000 -Pieces 2, 3 -Layers 3
        $rows.Pieces | Should -Be 2, 3
        $rows[1].Lower | Should -BeLessThan $rows[0].Lower
        $rows.ForEach({ $_.Lower -ge $_.PaperLower }) | Should -Not -Contain $false
    }

    It 'has rows of scalars' {
        foreach ($property in (Get-FtcBounds 3 30 -Layers 2).psobject.Properties) { $property.Value -is [array] | Should -BeFalse }
    }

    It 'streams: what comes behind can stop it' {
        $seen = [System.Collections.Generic.List[int]]::new()
        $first = 1..100000 | ForEach-Object { $seen.Add($_); [pscustomobject]@{ N = $_; K = 200000 } } | Get-FtcBounds | Select-Object -First 1
        $first.N | Should -Be 1
        $seen.Count | Should -BeLessOrEqual 2
    }

    It 'stops in the midst of a grid' {
        # All of it would take hours.
        (Get-FtcBounds -N (1..5000) -K (10000..50000) | Select-Object -First 1).N | Should -Be 1
    }

    It 'goes on after a row that cannot be' {
        $rows = Get-FtcBounds -N 5, 500, 6 -K 10 -Layers 2 -ErrorVariable errors -ErrorAction SilentlyContinue
        $rows.N | Should -Be 5, 6
        $errors.Count | Should -Be 1
        $errors[0].FullyQualifiedErrorId | Should -Be 'FTC0018,FtcTools.PowerShell.GetFtcBoundsCommand'
    }

    It 'refuses <name> with <code>' -ForEach @(
        @{ Name = 'K = 2'; Code = 'FTC0017'; Script = { Get-FtcBounds 1 2 @args } }
        @{ Name = 'a negative N'; Code = 'FTC0018'; Script = { Get-FtcBounds -N (-1) -K 10 @args } }
        @{ Name = 'one layer'; Code = 'FTC0034'; Script = { Get-FtcBounds 1 10 -Layers 1 @args } }
        @{ Name = 'no dimension'; Code = 'FTC0034'; Script = { Get-FtcBounds 1 10 -Dimension 0 @args } }
    ) {
        (Get-Failure $Script).FullyQualifiedErrorId | Should -BeLike "$Code,*"
    }
}

Describe 'Get-FtcCapacity' {
    It 'is the other way round' {
        $capacity = Get-FtcCapacity -M 100 -K 1000 -Layers 2
        (Get-FtcBounds -N $capacity.Lower -K 1000 -Layers 2).Upper | Should -BeLessOrEqual 100
    }

    It 'gives every combination' { (Get-FtcCapacity -M 10, 20 -K 100, 200 -Layers 2, 3).Count | Should -Be 8 }

    It 'takes properties from the pipeline, M or Neurons' {
        ([pscustomobject]@{ M = 10; K = 100 } | Get-FtcCapacity -Layers 2).M | Should -Be 10
        (New-FtcNetwork -T 2, 4, 9 | Test-FtcNetwork | Get-FtcCapacity).K | Should -Be 16
    }

    It 'refuses <name> with <code>' -ForEach @(
        @{ Name = 'K = 2'; Code = 'FTC0017'; Script = { Get-FtcCapacity 1 2 @args } }
        @{ Name = 'negative neurons'; Code = 'FTC0034'; Script = { Get-FtcCapacity -M (-1) -K 10 @args } }
        @{ Name = 'one layer'; Code = 'FTC0034'; Script = { Get-FtcCapacity 1 10 -Layers 1 @args } }
    ) {
        (Get-Failure $Script).FullyQualifiedErrorId | Should -BeLike "$Code,*"
    }
}

Describe 'Get-FtcCapacity -N' {
    It 'counts parameters and bits of constructions beside lower bounds' {
        $rows = Get-FtcCapacity -N 64, 256 -Method BitExtraction, fewestknots
        $rows.Method | Should -Be BitExtraction, FewestKnots, BitExtraction, FewestKnots
        foreach ($row in $rows) {
            $row.Bits | Should -BeGreaterOrEqual $row.LowerBits
            $row.Parameters | Should -BeGreaterOrEqual $row.LowerParameters
        }
        $rows[2].Parameters / $rows[0].Parameters | Should -BeLessThan 2.5
    }

    It 'refuses a method that does not exist' { (Get-Failure { Get-FtcCapacity -N 64 -Method Bitextractor }).FullyQualifiedErrorId | Should -Match FTC0030 }
}
