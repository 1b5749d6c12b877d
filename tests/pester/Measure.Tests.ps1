BeforeAll {
    Import-Module "$PSScriptRoot/../../FtcTools.psd1"
    Push-Location -LiteralPath $TestDrive
    function Get-Failure([scriptblock] $Script) {
        try { $null = & $Script -ErrorAction Stop } catch { return $_ }
        throw 'no error came'
    }
    $script:gaussian = New-FtcDataset -Gaussian -N 6 -K 60 -Dimension 3 | New-FtcNetwork -Method Hats
}

AfterAll { Pop-Location }

Describe 'Measure-FtcNetwork' {
    It 'measures every network of the pipeline' {
        $measured = 'FewestKnots', 'Sawtooth' | ForEach-Object { New-FtcNetwork -T 2, 4, 9 -Method $_ } | Measure-FtcNetwork
        $measured.Method | Should -Be FewestKnots, Sawtooth
        $measured[0].Neurons, $measured[0].Pieces, $measured[0].Line | Should -Be 6, 7, 'its own direction'
        $measured[0].OverLowerBound | Should -Be (6 / 9)
    }

    It 'counts pieces along a line that is named' {
        ($gaussian | Measure-FtcNetwork).Pieces | Should -BeNullOrEmpty
        $through = $gaussian | Measure-FtcNetwork -From 3 -To 17
        $through.Pieces | Should -BeGreaterThan 1
        $through.Line | Should -Be 'through samples 3 and 17'
        ($gaussian | Measure-FtcNetwork -To 3 -From 17).Pieces | Should -Be $through.Pieces
        ($gaussian | Measure-FtcNetwork -Direction 1, 0, 0).Line | Should -Be 'through the origin'
        ($gaussian | Measure-FtcNetwork -Direction 1, 0, 0 -From 5).Line | Should -Be 'through sample 5'
    }

    It 'measures the distance of untouched samples' {
        $measured = $gaussian | Measure-FtcNetwork
        $measured.Distance | Should -BeGreaterThan 0
        $measured.DistanceInfinity | Should -BeLessThan $measured.Distance
        $gaussian.Dataset.T | Should -Not -Contain $measured.Nearest
    }

    It 'counts what becomes of held-out samples' {
        $own = $gaussian | Measure-FtcNetwork -HeldOut $gaussian.Dataset
        $own.HeldOut, $own.TouchedCount, $own.Touched.Count, $own.Better, $own.Worse | Should -Be 60, 6, 6, 6, 0
        $own.Reliability, $own.Generality, $own.Locality, $own.TouchedShare | Should -Be 1, 1, 1, 0.1
        $own.Touched.Edit | Should -Be $gaussian.Dataset.T
        $own.Touched.Distance | Sort-Object -Unique | Should -Be 0
    }

    It 'builds anew for every fold' {
        $folds = $gaussian | Measure-FtcNetwork -Folds 4 -Seed 2
        $folds.Folds, $folds.HeldOut, $folds.Edits, $folds.EditsRight | Should -Be 4, 60, 18, 18
        $again = $gaussian | Measure-FtcNetwork -Folds 4 -Seed 2
        $again.TouchedCount, $again.Better, $again.Worse | Should -Be $folds.TouchedCount, $folds.Better, $folds.Worse
    }

    It 'measures what else would do on the same folds, and says what to do' {
        $rows = $gaussian | Measure-FtcNetwork -Folds 4 -Compare
        $rows.Method | Should -Be Hats, LookupTable, NearestNeighbour
        $rows.Reliability | Should -Be 1, 1, 1
        $rows[1].TouchedCount, $rows[1].LargestMove | Should -Be 0, 0
        $rows[0].Advice, $rows[1].Advice | Should -Be CollectMore, $null
        $rows[0].Reason | Should -Match 'wrong on 6 of 60'
    }

    It 'measures a network from a file, with its samples or without' {
        $gaussian | Export-FtcNetwork patch.json
        $read = Import-FtcNetwork patch.json | Measure-FtcNetwork
        $read.Distance | Should -BeNullOrEmpty
        $read.LowerBound | Should -Be ($gaussian | Measure-FtcNetwork).LowerBound
        (Import-FtcNetwork patch.json | Measure-FtcNetwork -Dataset $gaussian.Dataset).Distance | Should -Be ($gaussian | Measure-FtcNetwork).Distance
    }

    It 'has records of scalars' {
        foreach ($property in ($gaussian | Measure-FtcNetwork).psobject.Properties) { $property.Value -is [array] | Should -BeFalse }
        $gaussian | Measure-FtcNetwork | Export-Csv measured.csv
        (Import-Csv measured.csv).Neurons | Should -Be $gaussian.Neurons
    }

    It 'is what examples/fashion writes, beside a page with the images that were wrong' {
        $shown = & "$PSScriptRoot/../../examples/fashion/fashion.ps1" -Radius 0.25 -Steps 50 -OutputPath $TestDrive/fashion
        $shown.Images, $shown.WrongBefore, $shown.WrongAfter, $shown.Moved, $shown.Proven | Should -Be 500, 61, 0, 0, $true
        $page = Get-Content $TestDrive/fashion/images/fashion/report.html -Raw
        # Each edit has its image, and both answers by name.
        [regex]::Matches($page, '<img').Count | Should -BeGreaterThan 60
        $page | Should -BeLike '*Ankle boot*'
        (Import-Csv $TestDrive/fashion/images/radius.csv).HeldOut | Should -Be 100, 100, 100, 100
        "$TestDrive/fashion/images/radius.html", "$TestDrive/fashion/images/fashion/patched.onnx" | Should -Exist
    }

    It 'refuses <name> with <code>' -ForEach @(
        @{ Name = 'a sample that is not there'; Code = 'FTC0018'; Script = { $gaussian | Measure-FtcNetwork -From 1 -To 61 @args } }
        @{ Name = 'one sample twice'; Code = 'FTC0034'; Script = { $gaussian | Measure-FtcNetwork -From 1 -To 1 @args } }
        @{ Name = 'a direction that is 0'; Code = 'FTC0034'; Script = { $gaussian | Measure-FtcNetwork -Direction 0, 0, 0 @args } }
        @{ Name = 'a direction of other length'; Code = 'FTC0033'; Script = { $gaussian | Measure-FtcNetwork -Direction 1, 2 @args } }
        @{ Name = 'a direction that is not finite'; Code = 'FTC0015'; Script = { $gaussian | Measure-FtcNetwork -Direction NaN, 2, 1 @args } }
        @{ Name = 'held-out samples of another shape'; Code = 'FTC0033'; Script = { $gaussian | Measure-FtcNetwork -HeldOut (New-FtcDataset -Line -T 2) @args } }
        @{ Name = 'samples of a network from a file'; Code = 'FTC0034'; Script = { $gaussian | Export-FtcNetwork p.json -PassThru | ForEach-Object { Import-FtcNetwork p.json } | Measure-FtcNetwork -From 1 -To 2 @args } }
    ) {
        (Get-Failure $Script).FullyQualifiedErrorId | Should -Be "$Code,FtcTools.PowerShell.MeasureFtcNetworkCommand"
    }
}

Describe 'Measure-FtcNetwork -Limits' {
    BeforeAll { $script:patch = New-FtcNetwork -T 2, 4, 9 -Untouched Exact }

    It 'says how near an input may come, and measures a lookup table beside the network' {
        $limits = $patch | Measure-FtcNetwork -Limits -Tolerance 0.1
        $limits.EditReach | Should -BeGreaterThan 0
        $limits.UntouchedReach | Should -BeGreaterThan 0
        $limits.LookupNanoseconds | Should -BeGreaterThan 0
        $limits.Advice | Should -Match 'lookup table answers a query in'
        foreach ($property in $limits.psobject.Properties) { $property.Value -is [array] | Should -BeFalse }
    }

    It 'needs samples' {
        $patch | Export-FtcNetwork $TestDrive/limits.json
        { Import-FtcNetwork $TestDrive/limits.json | Measure-FtcNetwork -Limits -ErrorAction Stop } | Should -Throw '*-Dataset*'
        (Import-FtcNetwork $TestDrive/limits.json | Measure-FtcNetwork -Limits -Dataset $patch.Dataset).N | Should -Be 3
    }
}

Describe 'Measure-FtcNetwork -Radius' {
    BeforeAll {
        $script:model = Convert-Path "$PSScriptRoot/../../examples/onnx-patch/digits-mlp.onnx"
        $script:digits = Import-FtcDataset "$PSScriptRoot/../../examples/quickstart/digits.csv" -Features x0..x63 -Label label -Pretrained $model -Classification
        $script:alternatives = $digits | Measure-FtcNetwork -Radius 0, 0.1 -Pretrained $model -Steps 100
    }

    It 'measures a patch for each radius, and what else would do' {
        $alternatives.Method | Should -Be Polytope, Polytope, LookupTable, Retrained, TrainedSide
        $alternatives[0, 1].Asked | Should -Be 0, 0.1
        $alternatives[0, 1, 2].Right | Should -Be 98, 98, 98
        $alternatives[0, 1, 2].Lost | Should -Be 0, 0, 0
        $alternatives[1].Certified | Should -BeGreaterOrEqual 0.1
        $alternatives[1].Attacked | Should -BeGreaterOrEqual $alternatives[1].Certified
        $alternatives[2].Certified, $alternatives[2].Attacked | Should -Be 0, 0
        $alternatives[3].Certified, $alternatives[4].Certified, $alternatives[0].HeldOut | Should -Be $null, $null, $null
    }

    It 'makes a page with its figure' {
        $alternatives | Export-FtcReport alternatives.md -FigurePath svg -PassThru | ForEach-Object Name | Should -Be alternatives.md, neurons-against-radius.svg, neurons-against-radius.svg
        $table = Get-Content alternatives.md | Where-Object { $_.StartsWith('|') }
        $table.Count | Should -Be 7
        $table[0] | Should -BeLike '*certified*attacked*'
        $alternatives | Export-FtcReport alternatives.html
        Get-Content alternatives.html -Raw | Should -BeLike '*<svg*lookup table*'
        $alternatives | Export-FtcReport alternatives.csv
        (Import-Csv alternatives.csv).Method | Should -Be $alternatives.Method
        $alternatives | Export-FtcReport alternatives.json
        (Get-Content alternatives.json -Raw | ConvertFrom-Json).Neurons | Should -Be $alternatives.Neurons
    }

    It 'is what examples/radius writes' -Tag Slow {
        $folder = (New-Item -ItemType Directory radius).FullName
        $shown = & "$PSScriptRoot/../../examples/radius/radius.ps1" -Radius 0, 0.1 -Steps 100 -OutputPath $folder
        $shown.Method | Should -Be Polytope, Polytope, LookupTable, Retrained, TrainedSide
        $shown.HeldOut | Should -Be 359, 359, 359, 359, 359
        $table, $page = 'README.md', 'report.md' | ForEach-Object { , (Get-Content "$folder/$_" | Where-Object { $_.StartsWith('|') }) }
        $table | Should -Be $page
        (Import-Csv "$folder/radius.csv").Neurons | Should -Be $shown.Neurons
    }

    It 'refuses <name> with <code>' -ForEach @(
        @{ Name = 'a radius that is impossible'; Code = 'FTC0050'; Script = { $digits | Measure-FtcNetwork -Radius 2.5 -Pretrained $model @args } }
        @{ Name = 'a dataset without classes'; Code = 'FTC0043'; Script = { New-FtcDataset -Line -T 2 | Measure-FtcNetwork -Radius 0 -Pretrained $model @args } }
        @{ Name = 'to hold every sample out'; Code = 'FTC0034'; Script = { $digits | Measure-FtcNetwork -Radius 0 -Pretrained $model -HoldOut 1 @args } }
    ) { (Get-Failure $Script).FullyQualifiedErrorId | Should -BeLike "$Code,*" }
}
