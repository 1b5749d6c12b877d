BeforeAll {
    Import-Module "$PSScriptRoot/../../FtcTools.psd1"
    Push-Location -LiteralPath $TestDrive
    function Get-Failure([scriptblock] $Script) {
        try { $null = & $Script -ErrorAction Stop } catch { return $_ }
        throw 'no error came'
    }
    Set-Content line.ftc.yaml "experiment: line`ndataset: { line: { N: [2, 4, 8], K: 40 } }`nnetwork: { layers: [2, 3] }"
    $script:results = Invoke-FtcExperiment line.ftc.yaml -OutputPath out
}

AfterAll { Pop-Location }

Describe 'Export-FtcReport' {
    It 'writes <_> from the pipeline and puts nothing out' -ForEach 'page.html', 'page.md', 'page.csv', 'page.json' {
        $results | Export-FtcReport $_ | Should -BeNullOrEmpty
        $_ | Should -Exist
        (Get-Content $_ -Raw) | Should -Match 'N-8\\?_layers-3'
    }

    It 'writes figures as files' {
        $files = $results | Export-FtcReport page.html -FigurePath figures -PassThru
        $files.Name | Should -Be 'page.html', 'neurons-against-n.svg'
        $files | ForEach-Object { $_.FullName | Should -Exist }
        [xml](Get-Content figures/neurons-against-n.svg -Raw) | Should -Not -BeNullOrEmpty
    }

    It 'overwrites a read-only <_> only with -Force, and nothing with -NoClobber' -ForEach 'locked.csv', 'locked.html' {
        Set-Content $_ 'mine'
        (Get-Item $_).IsReadOnly = $true
        (Get-Failure { $results | Export-FtcReport $_ @args }).FullyQualifiedErrorId | Should -Be 'FTC0020,FtcTools.PowerShell.ExportFtcReportCommand'
        Get-Content $_ | Should -Be 'mine'
        $results | Export-FtcReport $_ -Force
        Get-Content $_ -Raw | Should -Match 'N-8\\?_layers-3'
        (Get-Failure { $results | Export-FtcReport $_ -NoClobber -Force @args }).FullyQualifiedErrorId | Should -BeLike 'FTC0020,*'
    }

    It 'overwrites a read-only figure only with -Force' {
        $null = $results | Export-FtcReport figured.csv -FigurePath locked
        (Get-Item locked/neurons-against-n.svg).IsReadOnly = $true
        (Get-Failure { $results | Export-FtcReport figured.csv -FigurePath locked @args }).FullyQualifiedErrorId | Should -BeLike 'FTC0020,*'
        $results | Export-FtcReport figured.csv -FigurePath locked -Force
    }

    It 'reads results from folders, with wildcards, and takes other names' {
        Export-FtcReport again.csv -ResultPath out/line
        Get-Content again.csv | Should -Be (Get-Content out/line/report.csv)
        Export-FtcReport again.html -ResultPath out/* -Title 'Two & three layers'
        Get-Content again.html -Raw | Should -Match '<h1>Two &amp; three layers</h1>'
    }

    It 'reports on what is chosen' {
        $results | Where-Object { $_.Reports[0].Layers -eq 3 } | Export-FtcReport some.csv
        (Import-Csv some.csv).Layers | Select-Object -Unique | Should -Be 3
    }

    It 'compares trained networks with a reference' {
        Set-Content t.ftc.yaml "experiment: t`ndataset: { relabelled: { N: [2, 4, 8], K: 40, dimension: 2 } }`ntrain: { neurons: [4, 8], steps: 20 }"
        Set-Content paper.json '{ "2,4": 0.5, "4,4": 0.5, "8,4": 0.5 }'
        Invoke-FtcExperiment t.ftc.yaml | Export-FtcReport t.html -ReferencePath paper.json -Threshold 0.1
        Get-Content t.html -Raw | Should -Match "3 of 3 cells \(100\.0 %\) have at most the loss of &#39;paper\.json&#39;"
    }

    It 'plots parameters and bits of constructions against N, from Get-FtcCapacity' {
        $rows = Get-FtcCapacity -N 16, 32, 64 -Method FewestKnots, BitExtraction
        ($rows | Export-FtcReport capacity.html -FigurePath capacity -PassThru).Name | Should -Be 'capacity.html', 'parameters-against-n.svg', 'bits-against-n.svg', 'parameters-per-root.svg'
        Get-Content capacity.html -Raw | Should -Match 'BitExtraction'
        $rows | Export-FtcReport capacity.csv
        (Import-Csv capacity.csv).Parameters | Should -Be $rows.Parameters
        $rows | Export-FtcReport capacity.json
        (Get-Content capacity.json -Raw | ConvertFrom-Json).Count | Should -Be 6
    }

    It 'plots them in examples/capacity' {
        (& "$PSScriptRoot/../../examples/capacity/capacity.ps1" -N 8, 16, 32 -Large @() -Path $TestDrive/small).Name | Should -Be 'capacity.html', 'parameters-against-n.svg', 'bits-against-n.svg', 'parameters-per-root.svg'
        (Import-Csv $TestDrive/small/capacity.csv).Method | Select-Object -Unique | Should -Contain 'BoundedDepth'
    }

    It 'refuses <Name>' -ForEach @(
        @{ Name = 'an ending that tells no format'; Code = 'FTC0034'; Script = { $results | Export-FtcReport page.docx } }
        @{ Name = 'a threshold of 0'; Code = 'FTC0034'; Script = { $results | Export-FtcReport page.html -Threshold 0 } }
        @{ Name = 'a folder without results'; Code = 'FTC0010'; Script = { Export-FtcReport page.html -ResultPath nowhere } }
        @{ Name = 'a reference that is none'; Code = 'FTC0067'; Script = { $results | Export-FtcReport page.html -ReferencePath line.ftc.yaml } }
        @{ Name = 'a folder that cannot be written'; Code = 'FTC0020'; Script = { $results | Export-FtcReport line.ftc.yaml/page.html } }
    ) {
        (Get-Failure $Script).FullyQualifiedErrorId | Should -Be "$Code,FtcTools.PowerShell.ExportFtcReportCommand"
    }

    It 'writes nothing with -WhatIf' {
        $results | Export-FtcReport other.html -WhatIf
        'other.html' | Should -Not -Exist
    }
}
