BeforeAll {
    Import-Module "$PSScriptRoot/../../FtcTools.psd1"
    Push-Location -LiteralPath $TestDrive
    'id,x0,x1,x2,label,my answer' | Set-Content data.csv
    function Get-Completion([string] $Line) { (TabExpansion2 $Line $Line.Length).CompletionMatches }
}

AfterAll { Pop-Location }

Describe 'Tab' {
    It 'offers the columns of the file, ranges first' {
        (Get-Completion 'Import-FtcDataset data.csv -Features ').CompletionText | Should -Be 'x0..x2', 'id', 'x0', 'x1', 'x2', 'label', "'my answer'"
        (Get-Completion 'Import-FtcDataset -LiteralPath data.csv -Features id -Label la').CompletionText | Should -Be 'label'
        (Get-Completion 'Import-FtcDataset d*.csv -Features id -Prediction my').CompletionText | Should -Be "'my answer'"
    }

    It 'offers no column where no file can be read' {
        (Get-Completion 'Import-FtcDataset nowhere.csv -Features x').CompletionText | Should -Not -Contain 'x0'
        (Get-Completion 'Import-FtcDataset -Features x').CompletionText | Should -Not -Contain 'x0'
    }

    It 'offers the keys of experiment files behind -Set, with their meaning' {
        $found = Get-Completion 'Invoke-FtcExperiment a.ftc.yaml -Set '
        $found.CompletionText | Should -Contain "@{ 'network.layers' = "
        $found.ToolTip | Should -Not -Contain ''
        (Get-Completion 'Import-FtcExperiment a.ftc.yaml -Set network.me').ListItemText | Should -Be 'network.method'
    }
}
