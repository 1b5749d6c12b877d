BeforeDiscovery {
    [xml]$file = Get-Content -LiteralPath "$PSScriptRoot/../../module/FtcTools.Format.ps1xml" -Raw
    $tables = @($file.Configuration.ViewDefinitions.View | Where-Object TableControl | ForEach-Object { @{ Name = $_.Name; View = $_ } })
}

BeforeAll {
    Import-Module "$PSScriptRoot/../../FtcTools.psd1"
    $script:escape = [char]27
    $script:g = New-FtcNetwork -T 2, 4, 9
    function Show([scriptblock] $Command, [string] $Rendering = 'PlainText') {
        $before = $PSStyle.OutputRendering
        try {
            $PSStyle.OutputRendering = $Rendering
            (& $Command | Out-String -Width 120).Trim() -split '\r?\n'
        }
        finally {
            $PSStyle.OutputRendering = $before
        }
    }
}

Describe 'The table of <Name>' -ForEach $tables {
    It 'has at most seven columns, one for each of its headers, and fits into 120 characters' {
        $columns = @($View.TableControl.TableHeaders.TableColumnHeader)
        $columns.Count | Should -BeLessOrEqual 7
        @($View.TableControl.TableRowEntries.TableRowEntry.TableColumnItems.TableColumnItem).Count | Should -Be $columns.Count
        ($columns.Width | Measure-Object -Sum).Sum + $columns.Count - 1 | Should -BeLessOrEqual 120
        foreach ($column in $columns) { $column.Label.Length | Should -BeLessOrEqual ([int]$column.Width) }
    }

    It 'is of a type that there is' {
        [AppDomain]::CurrentDomain.GetAssemblies().Where({ $_.GetName().Name -like 'FtcTools*' }).ForEach({ $_.GetType($View.ViewSelectedBy.TypeName) }) | Should -Not -BeNullOrEmpty
    }
}

Describe 'The shape of a network' {
    It 'is a line from the inputs to the outputs' {
        $g.Shape | Should -BeExactly '1 ─ 6 ReLU ─ 1'
        Show { $g } | Should -Contain 'FewestKnots      1 ─ 6 ─ 1                        6         19       16       3'
        Show { $g | Format-List } | Should -Contain 'Shape       : 1 ─ 6 ReLU ─ 1'
    }

    It 'counts equal layers in a row' {
        (New-FtcNetwork -T 2, 4, 9 -Layers 4, 30 -Method FewestKnots).Shape | Should -BeExactly '1 ─ 1 ReLU ─ 1 ReLU ─ 6 ReLU ─ 1'
        (New-FtcNetwork -T 2, 4, 9 -Layers 30 -Method FewestKnots).Shape | Should -BeExactly '1 ─ 1 ReLU ×28 ─ 6 ReLU ─ 1'
    }

    It 'names other kinds of neurons, and blocks' {
        $data = New-FtcDataset -Gaussian -N 5 -K 60 -Dimension 4
        ($data | New-FtcNetwork -Method HardTanhs).Shape | Should -Match '^4 ─ \d+ hardtanh ─ \d+ hardtanh ─ 1$'
        ($data | New-FtcNetwork -Method ResidualHats).Shape | Should -Match '^4 ─ \+\d+ ReLU ─ '
    }
}

Describe 'Colours' {
    It 'are those of $PSStyle' {
        $passed = "$($PSStyle.Foreground.Green)True$($PSStyle.Reset)"
        $failed = "$($PSStyle.Formatting.Error)False$($PSStyle.Reset)"
        (Show { $g | Test-FtcNetwork | Format-Table } Ansi) -join "`n" | Should -Match ([regex]::Escape($passed))
        (Show { $g | Test-FtcNetwork -Dataset (New-FtcDataset -Line -T 2, 4, 8) | Format-Table } Ansi) -join "`n" | Should -Match ([regex]::Escape($failed))
        (Show { $g | Format-List } Ansi) -join "`n" | Should -Match ([regex]::Escape("$($PSStyle.Formatting.FormatAccent)6$($PSStyle.Reset) ReLU"))
    }

    It 'are not in what is redirected' {
        $file = "$TestDrive/shown.txt"
        & { $g; $g | Format-List; $g | Test-FtcNetwork | Format-Table; Get-FtcBounds -N 5 -K 50 } > $file
        $text = Get-Content -LiteralPath $file -Raw
        $text | Should -Match '1 ─ 6 ReLU ─ 1'
        $text | Should -Match 'True +Exact'
        $text.Contains($escape) | Should -BeFalse
    }

    It 'are not shown where plain text is asked for' {
        $shown = Show { $g; $g | Format-List; $g | Test-FtcNetwork | Format-Table }
        ($shown -join '').Contains($escape) | Should -BeFalse
        $root = Convert-Path "$PSScriptRoot/../.."
        $env:NO_COLOR = '1'
        try { $shown = pwsh -NoProfile -NonInteractive -Command "Import-Module '$root/FtcTools.psd1'; New-FtcNetwork -T 2, 4, 9 | Test-FtcNetwork" }
        finally { $env:NO_COLOR = $null }
        $shown -join "`n" | Should -Match 'True +Exact'
        ($shown -join '').Contains($escape) | Should -BeFalse
    }
}
