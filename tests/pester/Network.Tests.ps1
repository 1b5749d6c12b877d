BeforeAll {
    Import-Module "$PSScriptRoot/../../FtcTools.psd1"
    Push-Location -LiteralPath $TestDrive
    function Get-Failure([scriptblock] $Script) {
        try { $null = & $Script -ErrorAction Stop } catch { return $_ }
        throw 'no error came'
    }
}

AfterAll { Pop-Location }

Describe 'New-FtcNetwork' {
    It 'builds from T' {
        $network = New-FtcNetwork -T 2, 4, 9
        $network.Dataset.K | Should -Be 16
        $network.Origin.Method | Should -Not -BeNullOrEmpty
    }

    It 'builds from T and K' { (New-FtcNetwork -T 2 -K 100).Dataset.K | Should -Be 100 }

    It 'builds one network for each dataset of the pipeline' {
        $networks = 3, 5 | ForEach-Object { New-FtcDataset -Line -T $_ } | New-FtcNetwork
        $networks.Count | Should -Be 2
    }

    It 'keeps to the layers that are allowed' {
        (New-FtcNetwork -T 2, 4, 9 -Layers 3).Layers.Count | Should -Be 3
        (New-FtcNetwork -T 2, 4, 9 -Layers 2).Layers.Count | Should -Be 2
    }

    It 'builds <_> layers' -ForEach 4, 5, 8, 13 {
        $network = New-FtcNetwork -T 2, 4, 9 -Layers $_
        $network.Layers.Count | Should -Be $_
        ($network | Test-FtcNetwork).Passed | Should -BeTrue
    }

    It 'takes the fewest layers of a method by name' { (New-FtcNetwork -T 2, 4, 9 -Method StackedBlocks).Layers.Count | Should -Be 4 }

    It 'takes a method by name, in any case' { (New-FtcNetwork -T 2, 4, 9 -Method blockendpoints).Origin.Method | Should -Be BlockEndpoints }

    It 'says which condition of Yun et al. or Vardi et al. does not hold, with its numbers: <Name>' -ForEach @(
        @{ Name = 'labels that are not discrete'; Says = 'the residuals are not discrete: z takes 30 values on N = 30 samples; valid are at most max{12, sqrt N} = 12 values'; Script = { New-FtcDataset -Gaussian -N 30 -K 60 -Dimension 3 | New-FtcNetwork -Method BitExtraction @args } }
        @{ Name = 'fewer bits than a label has'; Says = 'B = 1 bits are fewer than c = 2'; Script = { New-FtcNetwork -T 2, 4, 9 -Method BoundedBits -Bits 1 @args } }
        @{ Name = 'fewer layers than there can be'; Says = 'take at least 7, and 5 are asked for'; Script = { New-FtcNetwork -T 2, 4, 9 -Method BoundedDepth -Layers 5 @args } }
        @{ Name = 'two layers too narrow'; Says = 'the condition d1 floor(d2 / p) >= K does not hold: 3 floor(4 / 1) = 12 < K = 16'; Script = { New-FtcNetwork -T 2, 4, 9 -Method HardTanhs -Widths 3, 4 @args } }
        @{ Name = 'a stack too narrow'; Says = 'the condition on the widths does not hold: 3 x 2 = 6 < K = 16'; Script = { New-FtcNetwork -T 2, 4, 9 -Method StackedLevels -Widths 3, 4, 1 @args } }
        @{ Name = 'too few neurons for the classes'; Says = 'the condition d3 >= q does not hold: d3 = 1 < q = 2'; Script = { New-FtcNetwork -T 2, 4, 9 -Method ClassHardTanhs -Widths 8, 8, 1 @args } }
    ) {
        { & $Script -ErrorAction Stop } | Should -Throw "*$([wildcardpattern]::Escape($Says))*"
    }

    It 'refuses data of no output, and a classification of one class' {
        $objects = 1..4 | ForEach-Object { [pscustomobject]@{ x = $_; y = 0; f = 0 } }
        { $objects | New-FtcDataset -Feature x -Residual @() -ErrorAction Stop } | Should -Throw -ErrorId 'ParameterArgumentValidationError*'
        $objects | Export-Csv $TestDrive/one.csv
        { Import-FtcDataset $TestDrive/one.csv -Features x -Label y -Prediction f -Classification -ErrorAction Stop } | Should -Throw -ErrorId 'FTC0040*'
    }

    It 'keeps to widths and bits that are asked for' {
        $data = New-FtcDataset -HardInstance -N 20 -K 100
        $widths = ($data | New-FtcNetwork -Method OneRelu -Widths 12, 9).Widths
        $widths[0] | Should -BeLessOrEqual 12
        $widths[1] | Should -BeLessOrEqual 9
        $data | New-FtcNetwork -Method StackedLevels -Widths 12, 12, 14, 12 | Test-FtcNetwork -Quiet | Should -BeTrue
        $data | New-FtcNetwork -Method BoundedBits -Bits 12 | Test-FtcNetwork -Quiet | Should -BeTrue
        { $data | New-FtcNetwork -Method OneRelu -Widths 9, 11 -ErrorAction Stop } | Should -Throw '*9 floor(11 / 1) = 99 < K = 100*'
        { $data | New-FtcNetwork -Method Hats -Widths 9 -ErrorAction Stop } | Should -Throw '*Hats takes no -Widths*'
        ($data | New-FtcNetwork -Method Hats -SmallerWeights 2 | Test-FtcNetwork).Passed | Should -BeTrue
        ($data | New-FtcNetwork -Method Hats -Ease 2 -WarningVariable old -WarningAction SilentlyContinue).Neurons | Should -Be ($data | New-FtcNetwork -Method Hats -SmallerWeights 2).Neurons
        $old | Should -BeLike '*-SmallerWeights*'
        { $data | New-FtcNetwork -Method OneRelu -SmallerWeights 2 -ErrorAction Stop } | Should -Throw '*OneRelu takes no -SmallerWeights*'
    }

    It 'builds residual networks, and files keep their blocks' {
        $network = New-FtcDataset -HardInstance -N 5 -K 30 | New-FtcNetwork -Method ResidualHats
        $network | Export-FtcNetwork "$TestDrive/residual.json"
        (Get-Content "$TestDrive/residual.json" -Raw) | Should -Match '"kind": "residual"'
        Import-FtcNetwork "$TestDrive/residual.json" | Test-FtcNetwork -Dataset $network.Dataset -Quiet | Should -BeTrue
    }

    It 'takes the fewest neurons by itself' {
        $data = New-FtcDataset -Line -N 20 -K 500
        $best = ($data | New-FtcNetwork -Precision Exact).Neurons
        foreach ($layers in 2, 3) { ($data | New-FtcNetwork -Precision Exact -Layers $layers).Neurons | Should -BeGreaterOrEqual $best }
    }

    It 'tells what was decided' {
        $told = New-FtcNetwork -T 2, 4, 9 -Verbose 4>&1 | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] }
        "$told" | Should -Match 'BlockEndpoints'
    }

    It 'completes -Method' {
        $line = 'New-FtcNetwork -T 2 -Method '
        $found = (TabExpansion2 $line $line.Length).CompletionMatches
        $found.CompletionText | Should -Contain Auto
        $found.CompletionText | Should -Contain BlockEndpoints
        $found.ToolTip | Should -Not -Contain ''
        (TabExpansion2 "${line}blo" ($line.Length + 3)).CompletionMatches.CompletionText | Should -Contain BlockEndpoints
    }

    It 'takes a time limit in seconds or as a time' {
        New-FtcNetwork -T 2 -TimeLimit 30 | Should -Not -BeNullOrEmpty
        New-FtcNetwork -T 2 -TimeLimit 00:00:30 | Should -Not -BeNullOrEmpty
        New-FtcNetwork -T 2 -TimeLimit ([timespan]::FromSeconds(30)) | Should -Not -BeNullOrEmpty
        { New-FtcNetwork -T 2 -TimeLimit soon } | Should -Throw '*not a time*'
        { New-FtcNetwork -T 2 -TimeLimit -1 } | Should -Throw '*not a time*'
        { New-FtcNetwork -T 2 -TimeLimit $null } | Should -Throw '*not a time*'
    }

    It 'takes the best of many directions, the same with one thread and with two' {
        $script = "Import-Module '$PSScriptRoot/../../FtcTools.psd1'; New-FtcDataset -Gaussian -N 12 -K 100 -Dimension 3 | New-FtcNetwork -Method FewestKnots -Projections {0} | Export-FtcNetwork '$TestDrive/{1}.json'"
        try {
            foreach ($run in @{ Threads = 2; Projections = 1; Name = 'one' }, @{ Threads = 1; Projections = 64; Name = 'single' }, @{ Threads = 2; Projections = 64; Name = 'double' }) {
                $env:DOTNET_PROCESSOR_COUNT = $run.Threads
                pwsh -NoProfile -NonInteractive -Command ($script -f $run.Projections, $run.Name)
            }
        }
        finally { $env:DOTNET_PROCESSOR_COUNT = $null }
        (Get-FileHash double.json).Hash | Should -Be (Get-FileHash single.json).Hash
        (Import-FtcNetwork double.json).Neurons | Should -BeLessThan (Import-FtcNetwork one.json).Neurons
    }

    It 'refuses <name> with <code>' -ForEach @(
        @{ Name = 'no projection'; Code = 'FTC0034'; Script = { New-FtcNetwork -T 2 -Projections 0 @args } }
        @{ Name = 'a sample 0'; Code = 'FTC0018'; Script = { New-FtcNetwork -T 0 @args } }
        @{ Name = 'a sample beyond K'; Code = 'FTC0018'; Script = { New-FtcNetwork -T 9 -K 8 @args } }
        @{ Name = 'K = 2'; Code = 'FTC0017'; Script = { New-FtcNetwork -T 1 -K 2 @args } }
        @{ Name = 'an unknown method'; Code = 'FTC0030'; Script = { New-FtcNetwork -T 1 -Method Magic @args } }
        @{ Name = 'a method of more layers'; Code = 'FTC0031'; Script = { New-FtcNetwork -T 1 -Method OneWindow -Layers 3 @args } }
        @{ Name = 'layers that nothing builds'; Code = 'FTC0036'; Script = { New-FtcNetwork -T 1 -Layers 1 @args } }
    ) {
        (Get-Failure $Script).FullyQualifiedErrorId | Should -Be "$Code,FtcTools.PowerShell.NewFtcNetworkCommand"
    }
}

Describe 'Test-FtcNetwork' {
    BeforeAll { $script:network = New-FtcNetwork -T 2, 4, 9 }

    It 'gives one report for each arithmetic' {
        $reports = $network | Test-FtcNetwork -Arithmetic Exact, Float64, Float32
        $reports.Arithmetic | Should -Be 'Exact', 'Float64', 'Float32'
        $reports.Passed | Should -Not -Contain $false
    }

    It 'is exact by default' { (Test-FtcNetwork $network).Arithmetic | Should -Be 'Exact' }

    It 'is in the arithmetic of the network by default where that meets its edits within rounding' {
        $within = New-FtcDataset -Gaussian -N 60 -K 200 -Dimension 10 | New-FtcNetwork -Untouched Exact -Precision Float32 -Method ValueSlabs
        $within | Test-FtcNetwork | ForEach-Object { "$($_.Arithmetic) $($_.Passed)" } | Should -Be 'Float32 True'
    }

    It 'finds what is wrong' {
        $report = $network | Test-FtcNetwork -Dataset (New-FtcDataset -Line -T 2, 4, 8)
        $report.Passed, $report.Mismatches, $report.Worst | Should -Be $false, 2, 8
    }

    It 'gives a bool with -Quiet' {
        $network | Test-FtcNetwork -Quiet | Should -BeOfType bool
        $network | Test-FtcNetwork -Quiet | Should -BeTrue
        $network | Test-FtcNetwork -Quiet -Arithmetic Exact, Float64 -Dataset (New-FtcDataset -Line -T 2, 4, 8) | Should -BeFalse
    }

    It 'allows what -Tolerance allows' {
        $other = New-FtcDataset -Line -T 2, 4, 8
        ($network | Test-FtcNetwork -Dataset $other -Arithmetic Float64 -Tolerance 2).Passed | Should -BeTrue
        (Get-Failure { $network | Test-FtcNetwork -Arithmetic Float64 -Tolerance -1 }).FullyQualifiedErrorId | Should -Be 'FTC0034,FtcTools.PowerShell.TestFtcNetworkCommand'
    }

    It 'refuses a dataset that does not fit' {
        (Get-Failure { $network | Test-FtcNetwork -Dataset (New-FtcDataset -Gaussian -N 1 -K 5 -Dimension 2) }).FullyQualifiedErrorId | Should -BeLike 'FTC0033,*'
    }

    It 'has a report of scalars' {
        foreach ($property in (Test-FtcNetwork $network).psobject.Properties) { $property.Value -is [array] | Should -BeFalse }
    }
}

Describe 'Invoke-FtcNetwork' {
    BeforeAll { $script:network = New-FtcNetwork -T 2, 4, 9 }

    It 'evaluates the samples it was built for' {
        $rows = $network | Invoke-FtcNetwork
        $rows.Count | Should -Be 16
        $rows.Where({ $_.Value -ne 0 }).Sample | Should -Be 2, 4, 9
    }

    It 'evaluates another dataset' { (Invoke-FtcNetwork $network -Dataset (New-FtcDataset -Line -T 1 -K 4)).Count | Should -Be 4 }

    It 'says whether a patch acts, and which edit is behind it' {
        $patch = New-FtcNetwork -T 2, 4, 9 -Untouched Exact
        $touches = $patch | Invoke-FtcNetwork -Touched
        $touches.Count | Should -Be 16
        $touches.Where({ $_.Touched }).Sample | Should -Be 2, 4, 9
        $touches.Where({ $_.Touched }).Edit | Should -Be 2, 4, 9
        $touches[2].Edit, $touches[2].Move, $touches[2].Units.Count | Should -Be $null, 0, 0
        $near = Invoke-FtcNetwork $patch 9.01 -Touched
        $near.Touched, $near.Edit, [Math]::Round($near.Distance, 9) | Should -Be $true, 9, 0.01
        @{ X = 9.01 } | Invoke-FtcNetwork $patch -Feature X -Touched | ForEach-Object Edit | Should -Be 9
        $patch | Export-FtcNetwork touched.json
        $read = Invoke-FtcNetwork (Import-FtcNetwork touched.json) 9.01 -Touched
        $read.Touched, $read.Edit | Should -Be $true, $null
    }

    It 'asks for the features of an object' {
        { [pscustomobject]@{ X = 9 } | Invoke-FtcNetwork $network -ErrorAction Stop } | Should -Throw '*sample 1 is an object; name * -Feature*'
    }

    It 'evaluates numbers' {
        (Invoke-FtcNetwork $network 2, 2.5, 3).Exact | Should -Be '-1', '-1/2', '0'
    }

    It 'evaluates numbers of the pipeline' {
        (2, 4 | Invoke-FtcNetwork $network -Arithmetic Float64).Value | Should -Be -1, 1
    }

    It 'evaluates one sample of several features, or several samples' {
        $data = New-FtcDataset -Gaussian -N 2 -K 10 -Dimension 3
        $g = $data | New-FtcNetwork
        @(Invoke-FtcNetwork $g 1, 2, 3).Count | Should -Be 1
        @(Invoke-FtcNetwork $g -Sample (1, 2, 3), (4, 5, 6)).Count | Should -Be 2
        @(, (1, 2, 3) | Invoke-FtcNetwork $g).Count | Should -Be 1
    }

    It 'evaluates objects and corrects their predictions' {
        $rows = 2, 3 | ForEach-Object { [pscustomobject]@{ X = $_; F = 10 } } | Invoke-FtcNetwork $network -Feature X -Prediction F
        $rows.Corrected | Should -Be 9, 10
    }

    It 'rounds in <_>' -ForEach 'Float64', 'Float32' {
        $row = Invoke-FtcNetwork $network 2 -Arithmetic $_
        $row.Value | Should -Be -1
        $row.Exact | Should -BeNullOrEmpty
    }

    It 'refuses <name> with <code>' -ForEach @(
        @{ Name = 'the wrong number of features'; Code = 'FTC0033'; Script = { Invoke-FtcNetwork $network -Sample (1, 2), (3, 4) @args } }
        @{ Name = 'text'; Code = 'FTC0014'; Script = { Invoke-FtcNetwork $network 'two' @args } }
        @{ Name = 'infinity'; Code = 'FTC0015'; Script = { Invoke-FtcNetwork $network ([double]::PositiveInfinity) @args } }
        @{ Name = 'a missing property'; Code = 'FTC0012'; Script = { @{ a = 1 } | Invoke-FtcNetwork $network -Feature b @args } }
    ) {
        (Get-Failure $Script).FullyQualifiedErrorId | Should -Be "$Code,FtcTools.PowerShell.InvokeFtcNetworkCommand"
    }
}

Describe 'Export-FtcNetwork and Import-FtcNetwork' {
    BeforeAll { $script:network = New-FtcNetwork -T 2, 4, 9 }

    It 'bring the same network back' {
        $network | Export-FtcNetwork a.json | Should -BeNullOrEmpty
        $back = Import-FtcNetwork a.json
        $back.Neurons | Should -Be $network.Neurons
        ($back | Test-FtcNetwork -Dataset $network.Dataset).Passed | Should -BeTrue
        $back | Export-FtcNetwork b.json
        (Get-FileHash a.json).Hash | Should -Be (Get-FileHash b.json).Hash
    }

    It 'write nothing with -WhatIf' {
        $network | Export-FtcNetwork never.json -WhatIf
        'never.json' | Should -Not -Exist
    }

    It 'pass the network on' { ($network | Export-FtcNetwork c.json -PassThru).Neurons | Should -Be $network.Neurons }

    It 'keep the precision for which a network was built' {
        $single = New-FtcNetwork -T 2, 4 -Untouched Exact -Precision Float32
        foreach ($file in 'single.onnx', 'single.json') {
            $single | Export-FtcNetwork $file
            (Import-FtcNetwork $file).Origin.Precision | Should -Be 'Float32'
        }
        Import-FtcNetwork single.json | Export-FtcNetwork again.onnx -Dataset $single.Dataset
        (Import-FtcNetwork again.onnx).Origin.Precision | Should -Be 'Float32'
        $single | Export-FtcNetwork Single.cs
        'Single.cs' | Should -FileContentMatch 'ReadOnlySpan<float>'
        $single | Export-FtcNetwork wide.onnx -Precision Float64
        (Import-FtcNetwork wide.onnx).Origin.Precision | Should -Be 'Float64'
        New-FtcNetwork -T 2, 4 -Untouched Exact -Precision Exact | Export-FtcNetwork exact.onnx
        (Import-FtcNetwork exact.onnx).Origin.Precision | Should -Be 'Float64'
    }

    It 'respect -NoClobber' {
        Set-Content keep.json 'mine'
        (Get-Failure { $network | Export-FtcNetwork keep.json -NoClobber }).FullyQualifiedErrorId | Should -Be 'FTC0020,FtcTools.PowerShell.ExportFtcNetworkCommand'
        Get-Content keep.json | Should -Be 'mine'
        $network | Export-FtcNetwork keep.json
        (Import-FtcNetwork keep.json).Neurons | Should -Be $network.Neurons
    }

    It 'overwrite a read-only file only with -Force' {
        Set-Content locked.json 'mine'
        (Get-Item locked.json).IsReadOnly = $true
        (Get-Failure { $network | Export-FtcNetwork locked.json }).FullyQualifiedErrorId | Should -BeLike 'FTC0020,*'
        (Get-Failure { $network | Export-FtcNetwork free.json -Certificate locked.json }).FullyQualifiedErrorId | Should -BeLike 'FTC0020,*'
        'free.json' | Should -Not -Exist
        $network | Export-FtcNetwork locked.json -Force
        (Import-FtcNetwork locked.json).Neurons | Should -Be $network.Neurons
    }

    It 'do not write two networks to one file' {
        $network, $network | Export-FtcNetwork twice.json -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors.Count | Should -Be 1
    }

    It 'know the format by the ending' {
        (Get-Failure { $network | Export-FtcNetwork a.xyz }).FullyQualifiedErrorId | Should -BeLike 'FTC0034,*'
        'a.xyz' | Should -Not -Exist
    }

    It 'read every file of a pattern' {
        $null = New-Item -ItemType Directory some
        1..3 | ForEach-Object { $network | Export-FtcNetwork "some/$_.json" }
        (Import-FtcNetwork some/*.json).Count | Should -Be 3
        (Import-FtcNetwork -LiteralPath some/1.json).Count | Should -Be 1
    }

    It 'ask for samples where the file has none' {
        (Get-Failure { Import-FtcNetwork a.json | Test-FtcNetwork }).FullyQualifiedErrorId | Should -BeLike 'FTC0034,*'
        (Get-Failure { Import-FtcNetwork a.json | Invoke-FtcNetwork }).FullyQualifiedErrorId | Should -BeLike 'FTC0034,*'
    }

    It 'show the line of a file that is not valid' {
        Set-Content broken.json "{ ""format"": ""ftc-network/1"",`n  ""inputs"": -1 }"
        $failure = Get-Failure { Import-FtcNetwork broken.json }
        $failure.FullyQualifiedErrorId | Should -Be 'FTC0021,FtcTools.PowerShell.ImportFtcNetworkCommand'
        $failure.TargetObject.Line | Should -Be 2
    }
}

Describe 'New-FtcNetwork -Radius' {
    BeforeAll {
        $data = New-FtcDataset -Gaussian -N 6 -K 60 -Dimension 4
    }

    It 'certifies a radius in the <_> norm' -ForEach 'Infinity', 'Two' {
        $network = $data | New-FtcNetwork -Radius 0.05 -Norm $_
        $network.Origin.Method | Should -Be Polytope
        $network.Origin.Radius | Should -Be 0.05
        $network.Origin.Norm | Should -Be $_
        foreach ($report in $network | Test-FtcNetwork -Arithmetic Exact, Float64, Float32) {
            $report.Passed | Should -BeTrue
            $report.Radius | Should -BeGreaterOrEqual 0.05
        }
    }

    It 'keeps the radius in a file' {
        $data | New-FtcNetwork -Radius 0.05 | Export-FtcNetwork held.json
        (Import-FtcNetwork held.json).Origin.Radius | Should -Be 0.05
    }

    It 'gives each edit a share of its own room' {
        $network = $data | New-FtcNetwork -Reach 0.5
        $network.Origin.Radii.Count | Should -Be 6
        ($network.Origin.Radii | Measure-Object -Maximum).Maximum | Should -BeGreaterThan $network.Origin.Radius
        foreach ($report in $network | Test-FtcNetwork -Arithmetic Exact, Float32) {
            $report.Passed, $report.Touched | Should -Be $true, 0
            $report.RadiusMedian | Should -BeGreaterOrEqual $report.Radius
            $report.RadiusLargest | Should -BeGreaterThan $report.RadiusMedian
        }
        $network | Export-FtcNetwork reach.json
        (Import-FtcNetwork reach.json).Origin.Reach | Should -Be 0.5
        (Get-Failure { $data | New-FtcNetwork -Reach 1 }).FullyQualifiedErrorId | Should -BeLike 'FTC0034*'
        (Get-Failure { $data | New-FtcNetwork -Reach $null }).FullyQualifiedErrorId | Should -BeLike 'ParameterArgumentValidationError*'
    }

    It 'chooses the share by samples held out' {
        $network = New-FtcDataset -Gaussian -N 6 -K 20 -Dimension 3 | New-FtcNetwork -Reach Auto
        $network.Origin.ReachCurve | Should -Match '^0: \d+ better, \d+ worse; 0\.1: '
        ($network | Test-FtcNetwork -Arithmetic Float32).Passed | Should -BeTrue
        $network | Export-FtcNetwork chosen.json
        (Import-FtcNetwork chosen.json).Origin.ReachCurve | Should -Be $network.Origin.ReachCurve
        (Get-Failure { $data | New-FtcNetwork -Reach some }).FullyQualifiedErrorId | Should -BeLike 'FTC0034*'
        (Get-Failure { $data | New-FtcNetwork -Reach Auto -Radius 1 }).FullyQualifiedErrorId | Should -BeLike 'FTC0034*'
    }

    It 'names the pair that forbids a radius' {
        $failure = Get-Failure { $data | New-FtcNetwork -Radius 100 }
        $failure.FullyQualifiedErrorId | Should -BeLike 'FTC0050*'
        "$failure" | Should -Match 'sample \d+ is edited, sample \d+ .* Any radius below \S+ is possible'
    }

    It 'refuses a method that certifies none' {
        (Get-Failure { $data | New-FtcNetwork -Radius 0.05 -Method Hats }).FullyQualifiedErrorId | Should -BeLike 'FTC0031*'
    }
}

Describe 'Export-FtcNetwork to C#' {
    BeforeAll { $script:patch = New-FtcNetwork -T 2, 4, 9 -Untouched Exact }

    It 'writes a class with its proof' {
        $patch | Export-FtcNetwork my-patch.cs -Namespace My.App
        Get-Content my-patch.cs -Raw | Should -Match '(?s)namespace My\.App;.*corrects 3 of 16 samples.*Proven in double.*internal static class MyPatch'
        $patch | Export-FtcNetwork other.cs -Precision Float32 -Public -ClassName Fix
        Get-Content other.cs -Raw | Should -Match '(?s)Proven in float.*public static class Fix'
    }

    It 'writes nothing that is not proven' {
        (Get-Failure { $patch | Export-FtcNetwork wrong.cs -Dataset (New-FtcDataset -Line -T 2, 4, 8) @args }).FullyQualifiedErrorId | Should -Be 'FTC0055,FtcTools.PowerShell.ExportFtcNetworkCommand'
        'wrong.cs' | Should -Not -Exist
        (Get-Failure { New-FtcNetwork -T 2, 4 -Method BlockEndpoints | Export-FtcNetwork wrong.cs -Precision Exact @args }).FullyQualifiedErrorId | Should -BeLike 'FTC0034,*'
    }

    It 'needs the samples of a network from a file, or -Unproven' {
        $patch | Export-FtcNetwork patch.json
        $file = Import-FtcNetwork patch.json
        (Get-Failure { $file | Export-FtcNetwork file.cs @args }).FullyQualifiedErrorId | Should -BeLike 'FTC0055,*'
        $file | Export-FtcNetwork file.cs -Unproven
        'file.cs' | Should -FileContentMatch 'NOT PROVEN'
        $file | Export-FtcNetwork file.cs -Dataset $patch.Dataset
        'file.cs' | Should -FileContentMatch 'Proven'
    }

    It 'refuses what is for another format' {
        $failure = Get-Failure { $patch | Export-FtcNetwork a.json -Namespace My.App @args }
        $failure.FullyQualifiedErrorId | Should -BeLike 'FTC0034,*'
        "$failure" | Should -BeLike '*-Namespace means nothing to*.cs files*'
    }

    It 'refuses a name that C# does not have' {
        (Get-Failure { $patch | Export-FtcNetwork a.cs -ClassName "my patch" @args }).FullyQualifiedErrorId | Should -BeLike 'FTC0057,*'
    }
}

Describe 'Export-FtcNetwork -Certificate' {
    BeforeAll { $script:patch = New-FtcNetwork -T 2, 4, 9 -Untouched Exact }

    It 'writes a proof and its checker beside the network' {
        $patch | Export-FtcNetwork proof/patch.cs -Certificate proof/patch.cert.json
        (Get-ChildItem proof).Name | Should -Be 'ftc_check.py', 'patch.cert.json', 'patch.cs'
        $claim = (Get-Content proof/patch.cert.json -Raw | ConvertFrom-Json).claim
        $claim.K, $claim.N | Should -Be 16, 3
        $claim.holds.arithmetic | Should -Be 'Exact', 'Float64'
    }

    It 'is proven by python3 alone' -Skip:(-not (Get-Command python3 -ErrorAction Ignore)) {
        $patch | Export-FtcNetwork proof/again.json -Certificate proof/again.cert.json
        python3 proof/ftc_check.py proof/again.cert.json | Select-Object -Last 1 | Should -Be 'PROVEN'
    }

    It 'certifies nothing that is wrong' {
        $wrong = New-FtcDataset -Line -T 2, 4, 8
        (Get-Failure { $patch | Export-FtcNetwork wrong.json -Certificate wrong.cert.json -Dataset $wrong @args }).FullyQualifiedErrorId | Should -BeLike 'FTC0055,*'
        'wrong.cert.json' | Should -Not -Exist
        'wrong.json' | Should -Not -Exist
    }
}

Describe 'Export-FtcNetwork to ONNX' {
    BeforeAll {
        $script:model = Convert-Path "$PSScriptRoot/../../examples/onnx-patch/digits-mlp.onnx"
        $script:columns = @{ Path = Convert-Path "$PSScriptRoot/../../examples/quickstart/digits.csv"; Features = 'x0..x63'; Label = 'label'; Classification = $true }
        $script:digits = Import-FtcDataset @columns -Pretrained $model
        $script:patch = $digits | New-FtcNetwork -Untouched Exact -Precision Float32
    }

    It 'patches the model' {
        $digits.K, $digits.N, $digits.Outputs | Should -Be 1797, 98, 10
        $patch.Neurons | Should -BeLessOrEqual 30
        $patch | Export-FtcNetwork patched.onnx -Pretrained $model
        $after = Import-FtcDataset @columns -Pretrained patched.onnx
        $after.K, $after.N | Should -Be 1797, 0
        $patch | Export-FtcNetwork certified.onnx -Pretrained $model -Certificate certified.cert.json
        $claim = (Get-Content certified.cert.json -Raw | ConvertFrom-Json).claim
        $claim.holds.arithmetic | Should -Be 'Exact', 'Float32'
        $claim.argmax.model | Should -Be (Get-FileHash $model -Algorithm SHA256).Hash
        $patch | Export-FtcNetwork wide.onnx -Pretrained $model -Precision Float64
        (Import-FtcDataset @columns -Pretrained wide.onnx).N | Should -Be 0
    }

    It 'brings a network back, rounded' {
        $patch | Export-FtcNetwork g.onnx -Precision Float32
        $back = Import-FtcNetwork g.onnx
        "$($back.Widths)" | Should -Be "$($patch.Widths)"
        ($back | Test-FtcNetwork -Dataset $digits -Arithmetic Float32).Passed | Should -BeTrue
    }

    It 'certifies the class itself within a radius' -Tag Slow {
        $g = $digits | New-FtcNetwork -Radius 0.25 -Pretrained $model -Precision Float32
        foreach ($report in $g | Test-FtcNetwork -Arithmetic Exact, Float32 -Pretrained $model) {
            $report.Passed, $report.N, $report.Touched | Should -Be $true, 98, 0
            $report.ArgmaxRadius | Should -BeGreaterOrEqual 0.25
            $report.ArgmaxRadius | Should -BeLessOrEqual $report.Radius
        }
        ($g | Test-FtcNetwork).ArgmaxRadius | Should -BeNullOrEmpty
        $fewer = $g | Update-FtcNetwork -Withdraw $digits.T[0..4] -Pretrained $model -Precision Float32 -WarningVariable told
        $told | Should -BeNullOrEmpty
        $more = $fewer | Update-FtcNetwork -Dataset $digits -Pretrained $model -Precision Float32
        foreach ($report in $more | Test-FtcNetwork -Arithmetic Exact, Float32 -Pretrained $model) {
            $report.Passed, $report.N, $report.Touched | Should -Be $true, 98, 0
            $report.ArgmaxRadius | Should -BeGreaterOrEqual 0.25
        }
        $edits = $more | Update-FtcNetwork -Withdraw $digits.T[0] -WarningVariable told -WarningAction SilentlyContinue
        "$told" | Should -BeLike '*-Pretrained certifies the class itself again*'
        $edits.Origin.Model | Should -BeNullOrEmpty
        $more | Export-FtcNetwork argmax.json -Certificate argmax.cert.json -Pretrained $model
        $claim = (Get-Content argmax.cert.json -Raw | ConvertFrom-Json).claim.argmax
        $claim.radius, "$($claim.holds.arithmetic)" | Should -Be '1/4', 'Exact'
        $more | Export-FtcNetwork argmax.cs -Precision Float32 -Certificate argmax.cert.json -Pretrained $model
        "$((Get-Content argmax.cert.json -Raw | ConvertFrom-Json).claim.argmax.holds.arithmetic)" | Should -Be 'Exact Float32'
        (Get-Failure { $more | Export-FtcNetwork argmax.json -Pretrained $model @args }).FullyQualifiedErrorId | Should -BeLike 'FTC0034,*'
        (Get-Failure { New-FtcNetwork -T 2, 4 | Export-FtcNetwork line.json -Certificate line.cert.json -Pretrained $model @args }).FullyQualifiedErrorId | Should -BeLike 'FTC0043,*'
        'line.json' | Should -Not -Exist
        (Import-FtcNetwork argmax.json).Origin.Model | Should -Be (Get-FileHash $model -Algorithm SHA256).Hash
        (Get-Failure { $more | Update-FtcNetwork -Withdraw $digits.T[0] -Pretrained missing.onnx @args }).FullyQualifiedErrorId | Should -BeLike 'FTC0010,*'
        (Get-Failure { New-FtcNetwork -T 2, 4 -Untouched Exact | Update-FtcNetwork -Withdraw 2 -Pretrained $model @args }).FullyQualifiedErrorId | Should -BeLike 'FTC0043,*'
        (Get-Failure { New-FtcDataset -Line -T 2 | New-FtcNetwork -Pretrained $model @args }).FullyQualifiedErrorId | Should -BeLike 'FTC0043,*'
        (Get-Failure { $g | Test-FtcNetwork -Pretrained missing.onnx @args }).FullyQualifiedErrorId | Should -BeLike 'FTC0010,*'
    }

    It 'compares one label with the number of the largest output' {
        $named = $columns.Clone()
        $named.Remove('Classification')
        $plain = Import-FtcDataset @named -Pretrained $model
        $plain.N, $plain.Outputs | Should -Be 98, 1
        $failure = Get-Failure { $plain | New-FtcNetwork -Method BlockEndpoints | Export-FtcNetwork no.onnx -Pretrained $model @args }
        $failure.FullyQualifiedErrorId | Should -BeLike 'FTC0043,*'
        'no.onnx' | Should -Not -Exist
    }

    It 'names a model that is none' {
        'no model' | Set-Content none.onnx
        (Get-Failure { Import-FtcNetwork none.onnx @args }).FullyQualifiedErrorId | Should -BeLike 'FTC0041,*'
        (Get-Failure { $patch | Export-FtcNetwork p.onnx -Pretrained none.onnx @args }).FullyQualifiedErrorId | Should -BeLike 'FTC0041,*'
        (Get-Failure { $patch | Export-FtcNetwork p.onnx -Pretrained missing.onnx @args }).FullyQualifiedErrorId | Should -BeLike 'FTC0010,*'
    }
}
